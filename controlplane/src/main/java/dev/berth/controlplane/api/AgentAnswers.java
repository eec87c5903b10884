package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.HostPort;
import dev.berth.controlplane.agents.Introduction;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import dev.berth.protocol.api.AgentBody;
import dev.berth.protocol.api.AgentBodyWriter;
import dev.berth.protocol.api.ApiJson;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Writes an agent as the API shows it.
final class AgentAnswers {

    private AgentAnswers() {}

    /// What a user wrote of an agent.
    static AgentBody written(AgentRecord record) {
        Agent agent = record.agent();
        return new AgentBody(
                agent.profile(),
                agent.slug(),
                agent.kind(),
                Optional.of(agent.owner()),
                agent.conduct(),
                Optional.empty(),
                record.spec());
    }

    /// @param base the address that callers see in front of Berth
    static ObjectNode agent(AgentView view, String base) {
        AgentRecord record = view.record();
        Agent agent = record.agent();
        ObjectNode node = ApiJson.NODES.objectNode();
        node.put("id", agent.id().value());
        node.setAll(AgentBodyWriter.shown(written(record)));
        Standing standing = view.standing();
        node.put("status", word(standing.status()));
        node.put("status_reason", standing.reason());
        if (standing.status() == AgentStatus.HIBERNATED) {
            node.put("hibernation", word(depth(record)));
        } else {
            node.putNull("hibernation");
        }
        failure(node, view);
        revisions(node, record);
        // Of the instance in charge: one that was tried beside it may have a higher number.
        node.put("generation", record.latest().map(run -> run.id().generation()).orElse(record.generation()));
        node.put("restarts", agent.restarts());
        instance(node, record);
        ports(node, record);
        node.put("url", base + "/agent/" + agent.slug() + "/");
        node.put("created_at", ApiJson.time(agent.createdAt()));
        return node.put("updated_at", ApiJson.time(agent.updatedAt()));
    }

    /// How deep it sleeps; one that was not running when it was sent to sleep has no memory to keep.
    private static Hibernation depth(AgentRecord record) {
        return record.latest()
                .filter(run -> run.depth() == Hibernation.FREEZE)
                .flatMap(Run::end)
                .filter(end -> end.reason().equals(new EndReason.Hibernated(Hibernation.FREEZE)))
                .map(_ -> Hibernation.FREEZE)
                .orElse(Hibernation.STOP);
    }

    /// Whether a newer revision, or something new for the agent to know of itself, waits for the next start, also of an
    /// agent that sleeps or is stopped.
    static boolean restartRequired(AgentRecord record) {
        boolean revised = inForce(record) < record.agent().latest().number();
        if (record.isTriedBeside()
                && record.besideRun()
                        .map(Run::revision)
                        .equals(Optional.of(record.agent().latest()))) {
            return false;
        }
        return revised || Introduction.isOutdated(record);
    }

    /// The revision that the newest instance was made from; the newest revision before the first instance.
    static int inForce(AgentRecord record) {
        return record.latest()
                .map(Run::revision)
                .orElse(record.agent().latest())
                .number();
    }

    /// The name that its container has at the engine, as long as it has one.
    static String containerName(Agent agent) {
        return "berth-" + agent.slug() + "-" + agent.id();
    }

    /// One that got ready beside another has the usual name from the end of that other on.
    private static String containerName(AgentRecord record) {
        boolean second = record.besideRun()
                .filter(Run::live)
                .flatMap(other -> record.latest().filter(run -> run.id().fences(other.id())))
                .isPresent();
        String usual = containerName(record.agent());
        return second ? usual + "-" + record.generation() : usual;
    }

    private static void revisions(ObjectNode node, AgentRecord record) {
        node.put("revision", inForce(record));
        node.put("latest_revision", record.agent().latest().number());
        node.put("restart_required", restartRequired(record));
        Rollout rollout = record.agent().wish().rollout();
        if (rollout == null) {
            node.putNull("rollout");
            return;
        }
        node.putObject("rollout")
                .put("revision", rollout.to().number())
                .put("from", rollout.from().number())
                .put("phase", word(rollout.phase()))
                .put("outcome", rollout.outcome().isEmpty() ? null : rollout.outcome());
    }

    private static void instance(ObjectNode node, AgentRecord record) {
        Optional<Run> run = record.latest();
        Optional<Running> running = run.flatMap(AgentAnswers::running);
        node.put("host", run.map(Run::host).orElse(null));
        node.put("address", running.flatMap(AgentAnswers::address).orElse(null));
        node.put(
                "route",
                running.flatMap(AgentAnswers::address).map(_ -> "direct").orElse(null));
        node.put("container_id", run.flatMap(AgentAnswers::container).orElse(null));
        node.put("container_name", containerName(record));
        node.put(
                "started_at",
                running.map(Running::since)
                        .or(() -> run.flatMap(each -> Optional.ofNullable(each.readyAt())))
                        .map(ApiJson::time)
                        .orElse(null));
    }

    private static void ports(ObjectNode node, AgentRecord record) {
        node.put(
                "host_port",
                record.hostPorts().stream().findFirst().map(HostPort::port).orElse(null));
        ArrayNode ports = node.putArray("host_ports");
        record.hostPorts()
                .forEach(each -> ports.addObject()
                        .put("container", each.container())
                        .put("port", each.port())
                        .put("listen", each.listen()));
    }

    private static Optional<Running> running(Run run) {
        return run.state() instanceof Running running ? Optional.of(running) : Optional.empty();
    }

    private static Optional<String> address(Running running) {
        return switch (running.reach()) {
            case Reach.At at -> Optional.of(at.host() + ":" + at.port());
            case Reach.Nowhere _ -> Optional.empty();
        };
    }

    private static Optional<String> container(Run run) {
        return switch (run.state()) {
            case Placed _, Ended _ -> Optional.empty();
            case Prepared prepared -> Optional.of(prepared.container().value());
            case Running running -> Optional.of(running.container().value());
        };
    }

    /// What ended the newest instance, as long as it is not overcome.
    private static void failure(ObjectNode node, AgentView view) {
        AgentStatus status = view.standing().status();
        boolean told = status == AgentStatus.FAILED || status == AgentStatus.STARTING;
        Optional<Ended> end =
                view.record().latest().filter(_ -> told).flatMap(Run::end).filter(each -> failed(each.reason()));
        if (end.isEmpty()) {
            node.putNull("failure");
            return;
        }
        failure(node.putObject("failure"), end.get().reason(), end.get().at());
    }

    private static boolean failed(EndReason reason) {
        return switch (reason) {
            case EndReason.NotStarted _, EndReason.WentDown _, EndReason.Unhealthy _ -> true;
            case EndReason.Exited exited -> exited.exitCode() != 0 || exited.outOfMemory();
            case EndReason.Stopped _,
                    EndReason.Hibernated _,
                    EndReason.StoppedAtEngine _,
                    EndReason.RemovedAtEngine _ -> false;
        };
    }

    private static void failure(ObjectNode failure, EndReason reason, Instant at) {
        failure.put("reason", Standing.sentence(reason));
        ArrayNode lines = ApiJson.NODES.arrayNode();
        if (reason instanceof EndReason.Exited exited) {
            failure.put("exit_code", exited.exitCode()).put("oom_killed", exited.outOfMemory());
            exited.lastLogLines().forEach(lines::add);
        } else {
            failure.putNull("exit_code").put("oom_killed", false);
        }
        failure.set("last_log_lines", lines);
        failure.put("at", ApiJson.time(at));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
