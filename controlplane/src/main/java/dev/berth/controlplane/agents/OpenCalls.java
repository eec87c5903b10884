package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.lifecycle.Draining;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// The calls that instances have, as far as their ends are concerned.
public final class OpenCalls {

    /// Nobody lets calls through.
    public static final OpenCalls NONE = new OpenCalls(_ -> 0);

    private final ToIntFunction<AgentId> atWork;

    /// @param atWork how many calls an agent's instance has; asked often, so it must not block
    public OpenCalls(ToIntFunction<AgentId> atWork) {
        this.atWork = atWork;
    }

    /// Whether an agent's instance, which is to end, is let finish its calls first.
    public Optional<Draining> draining(AgentRecord record, Instant now) {
        AgentSpec spec = record.inForce();
        return Draining.of(
                record.agent().wish(),
                spec.restart(),
                spec.stopping().drain(),
                record.latest(),
                of(record.agent().id()),
                now);
    }

    public int of(AgentId agent) {
        return atWork.applyAsInt(agent);
    }
}
