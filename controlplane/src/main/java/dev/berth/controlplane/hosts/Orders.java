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
                .map(run -> discarding(record, run) ? discard(record) : instance(record, run, credentials));
    }

    private static boolean discarding(AgentRecord record, Run run) {
        return record.agent().wish().removal().wanted() && !run.live();
    }

    private static AssignedAgent discard(AgentRecord record) {
        Agent agent = record.agent();
        return new AssignedAgent.Discard(agent.id(), agent.wish().removal().volumes());
    }

    private static AssignedAgent instance(
            AgentRecord record, Run run, Function<AgentId, Map<String, String>> credentials) {
        Agent agent = record.agent();
        return new AssignedAgent.Instance(new InstanceOrder(
                run.id(),
                agent.slug(),
                run.goal(),
                run.depth(),
                run.revision(),
                spec(record, run),
                told(agent, credentials.apply(agent.id())),
                record.hostPorts().stream()
                        .collect(toUnmodifiableMap(HostPort::container, HostPort::port, (a, _) -> a)),
                !agent.conduct().idle().isOff()));
    }

    private static AgentSpec spec(AgentRecord record, Run run) {
        Wish.Removal removal = record.agent().wish().removal();
        AgentSpec spec = record.inForce();
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
