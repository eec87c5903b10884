package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.DirectAgent;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.api.ApiJson;
import dev.berth.protocol.api.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Starts, stops, restarts, pauses, resumes, puts to sleep and wakes agents, and waits for it to be seen.
final class Lifecycle {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final DirectAgent direct;
    private final Settling settling;
    private final NamedAgent named;

    Lifecycle(AgentUseCases agents, Settling settling) {
        this.direct = agents.direct();
        this.settling = settling;
        this.named = new NamedAgent(agents.find());
    }

    /// One of the operations.
    ///
    /// @param past its word in the answer's message
    /// @param wanted the statuses that it leads to
    private record Step(
            String past,
            String present,
            Goal goal,
            Set<AgentStatus> wanted,
            Function<AgentId, Decision<AgentRecord>> ask) {}

    /// Ends what runs, which may be asked to happen at once.
    @FunctionalInterface
    private interface Ending {
        Decision<AgentRecord> ask(AgentId agent, boolean force);
    }

    List<Route> routes() {
        Set<AgentStatus> running = Set.of(AgentStatus.RUNNING);
        Set<AgentStatus> stopped = Set.of(AgentStatus.STOPPED, AgentStatus.CREATED);
        Set<AgentStatus> paused = Set.of(AgentStatus.PAUSED);
        return List.of(
                route("start", new Step("started", "starting", Goal.RUN, running, direct::start)),
                route("stop", call -> new Step("stopped", "stopping", Goal.STOP, stopped, ending(call, direct::stop))),
                route(
                        "restart",
                        call -> new Step("restarted", "restarting", Goal.RUN, running, ending(call, direct::restart))),
                route("pause", new Step("paused", "pausing", Goal.HIBERNATE, paused, direct::pause)),
                route("resume", new Step("resumed", "resuming", Goal.RUN, running, direct::resume)),
                route("wake", new Step("woken", "waking", Goal.RUN, running, direct::wake)),
                Route.post(
                        "hibernateAgent", "/api/agents/{id}/hibernate", Access.OPERATE, named.then(this::hibernate)));
    }

    /// Without a body it is frozen: that loses nothing.
    private Answer hibernate(ApiCall call, AgentView agent) throws InterruptedException {
        Hibernation depth = call.request().body().hasRemaining() ? call.body(Lifecycle::depth) : Hibernation.FREEZE;
        boolean force = call.flag("force");
        Set<AgentStatus> asleep = Set.of(AgentStatus.HIBERNATED, AgentStatus.CREATED);
        return carryOut(
                call,
                agent,
                new Step(
                        "hibernated", "hibernating", Goal.HIBERNATE, asleep, id -> direct.hibernate(id, depth, force)));
    }

    private static Hibernation depth(JsonNode body) {
        Fields fields = Fields.of(body);
        Optional<Hibernation> depth = fields.word("depth", Hibernation.class);
        fields.end();
        fields.orThrow();
        return depth.orElse(Hibernation.FREEZE);
    }

    private static Function<AgentId, Decision<AgentRecord>> ending(ApiCall call, Ending ending) {
        boolean force = call.flag("force");
        return agent -> ending.ask(agent, force);
    }

    private Route route(String verb, Step step) {
        return route(verb, _ -> step);
    }

    private Route route(String verb, Function<ApiCall, Step> step) {
        return Route.post(
                verb + "Agent",
                "/api/agents/{id}/" + verb,
                Access.OPERATE,
                named.then((call, agent) -> carryOut(call, agent, step.apply(call))));
    }

    private Answer carryOut(ApiCall call, AgentView agent, Step step) throws InterruptedException {
        AgentId id = agent.record().agent().id();
        return switch (step.ask().apply(id)) {
            case Decision.Refused<AgentRecord>(var refusal) -> Answer.problem(Problems.of(refusal));
            case Decision.Accepted<AgentRecord> _ ->
                settling.await(call, id, view -> DirectAgent.settled(view, step.goal()))
                        .map(view -> answer(view, step))
                        .orElseGet(() -> Answer.problem(Problems.of(new Refusal.AgentUnknown(id.value()))));
        };
    }

    private static Answer answer(AgentView view, Step step) {
        AgentStatus status = view.standing().status();
        if (step.wanted().contains(status)) {
            return Answer.json(ApiJson.NODES
                    .objectNode()
                    .put("message", "Agent container %s successfully".formatted(step.past())));
        }
        return switch (status) {
            case STARTING, STOPPING -> underWay("Agent container is %s".formatted(step.present()), view);
            case UNREACHABLE ->
                Answer.later(
                        Problems.hostSilent(
                                view.standing().reason() + " What was asked for is noted, and done once it is back."),
                        RETRY);
            case CREATED, RUNNING, PAUSED, HIBERNATED, STOPPED, FAILED ->
                Answer.problem(Problems.of(new Refusal.Failed(
                                view.record().agent().id(), view.standing().reason(), lastLines(view)))
                        .with("agent_status", AgentAnswers.word(status)));
        };
    }

    /// The wait is over, and it is not there yet.
    static Answer underWay(String message, AgentView view) {
        ObjectNode body = ApiJson.NODES.objectNode().put("message", message);
        body.put("status", AgentAnswers.word(view.standing().status()));
        return Answer.json(202, body.put("status_reason", view.standing().reason()));
    }

    private static List<String> lastLines(AgentView view) {
        Optional<EndReason> reason = view.record().latest().flatMap(Run::end).map(end -> end.reason());
        return reason.isPresent() && reason.get() instanceof EndReason.Exited exited
                ? exited.lastLogLines()
                : List.of();
    }
}
