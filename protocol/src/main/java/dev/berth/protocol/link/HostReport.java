package dev.berth.protocol.link;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a host tells the control plane without being asked.
public sealed interface HostReport {

    /// An instance's newest state. Saying it twice changes nothing.
    ///
    /// @param step what the host just did, for the agent's events, such as `container created`
    /// @param seenAt by the host's clock
    record Observation(InstanceId instance, InstanceState state, String step, Instant seenAt) implements HostReport {}

    /// Nothing is left of this agent on the host.
    record Discarded(AgentId agent) implements HostReport {}

    /// The container of an ended instance was started by somebody who used the engine directly.
    record StartedAtEngine(InstanceId instance, Instant seenAt) implements HostReport {}

    /// What an instance used of the host's processors lately, for agents whose idle policy asks.
    ///
    /// @param cores the mean of the last 10 s, or of its life when that is shorter; 1.0 is one core
    record CpuUse(InstanceId instance, double cores, Instant seenAt) implements HostReport {}

    /// What the health checks of an instance found.
    ///
    /// @param failures in a row that count
    /// @param results the newest, newest first; at most [CheckResult#MOST_KEPT]
    record Health(InstanceId instance, int failures, List<CheckResult> results) implements HostReport {
        public Health {
            results = List.copyOf(results);
        }
    }

    /// Whether the host's engine answers.
    ///
    /// @param trouble one sentence when it does not
    record EngineHealth(Optional<String> trouble, Instant seenAt) implements HostReport {}
}
