package dev.berth.controlplane.hosts;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.HostPort;
import dev.berth.controlplane.agents.Introduction;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Stopping;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a host is told about an agent. Pure: it follows from the agent's record alone.
public final class Orders {

    private Orders() {}

    /// Empty for an agent that no host ever had to do with.
    ///
    /// @param credentials environment variables with which an agent speaks for itself
    public static Optional<AssignedAgent> of(AgentRecord record, Function<AgentId, Map<String, String>> credentials) {
        return record.latest()
                .map(run -> discarding(record, run) ? discard(record) : instances(record, run, credentials));
    }

    private static boolean discarding(AgentRecord record, Run run) {
        return record.agent().wish().removal().wanted()
                && !run.live()
                && record.besideRun().filter(Run::live).isEmpty();
    }

    /// A newer one beside is told of also when it has ended: who knows of it takes no older one for the newest.
    private static AssignedAgent instances(
            AgentRecord record, Run run, Function<AgentId, Map<String, String>> credentials) {
        Map<String, String> told =
                told(record.agent(), credentials.apply(record.agent().id()));
        InstanceOrder inCharge = inCharge(record, run, told);
        Optional<AgentRecord.Beside> beside = record.beside();
        if (beside.isEmpty()) {
            return new AssignedAgent.Instance(inCharge);
        }
        Run other = beside.get().run();
        InstanceOrder second = second(record, beside.get(), told);
        if (other.id().fences(run.id())) {
            return new AssignedAgent.Overlap(inCharge, second);
        }
        return other.live() ? new AssignedAgent.Overlap(second, inCharge) : new AssignedAgent.Instance(inCharge);
    }

    private static AssignedAgent discard(AgentRecord record) {
        Agent agent = record.agent();
        return new AssignedAgent.Discard(agent.id(), agent.wish().removal().volumes());
    }

    private static InstanceOrder inCharge(AgentRecord record, Run run, Map<String, String> told) {
        Agent agent = record.agent();
        return new InstanceOrder(
                run.id(),
                agent.slug(),
                run.goal(),
                run.depth(),
                run.revision(),
                spec(record, run, record.inForce()),
                told,
                record.hostPorts().stream()
                        .collect(toUnmodifiableMap(HostPort::container, HostPort::port, (a, _) -> a)),
                !agent.conduct().idle().isOff());
    }

    /// One beside another publishes no ports, and when it has ended nothing of it is kept.
    private static InstanceOrder second(AgentRecord record, AgentRecord.Beside beside, Map<String, String> told) {
        Run run = beside.run();
        return new InstanceOrder(
                run.id(),
                record.agent().slug(),
                run.live() ? run.goal() : Goal.STOP,
                run.depth(),
                run.revision(),
                spec(record, run, beside.spec()),
                told,
                Map.of(),
                false);
    }

    private static AgentSpec spec(AgentRecord record, Run run, AgentSpec spec) {
        Wish.Removal removal = record.agent().wish().removal();
        return removal.force() && run.goal() == Goal.STOP
                ? spec.with(new Stopping(Duration.ZERO, Duration.ZERO))
                : spec;
    }

    private static Map<String, String> told(Agent agent, Map<String, String> credentials) {
        Map<String, String> told = new HashMap<>(credentials);
        told.putAll(Introduction.of(agent));
        return Map.copyOf(told);
    }
}
