package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStep;
import dev.berth.domain.lifecycle.Draining;
import dev.berth.domain.lifecycle.Overlap;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// The calls that instances have, as far as their ends are concerned.
public final class OpenCalls {

    /// Nobody lets calls through.
    public static final OpenCalls NONE = new OpenCalls(_ -> 0);

    private final ToIntFunction<InstanceId> atWork;

    /// @param atWork how many calls an instance has; asked often, so it must not block
    public OpenCalls(ToIntFunction<InstanceId> atWork) {
        this.atWork = atWork;
    }

    /// Whether an agent's instance in charge, which is to end, is let finish its calls first.
    public Optional<Draining> draining(AgentRecord record, Instant now) {
        AgentSpec spec = record.inForce();
        return Draining.of(
                record.agent().wish(),
                spec.restart(),
                spec.stopping().drain(),
                record.latest(),
                record.latest().map(run -> of(run.id())).orElse(0),
                now);
    }

    /// Whether the instance beside the one in charge, which is to end, is let finish its calls first.
    public Optional<Draining> drainingBeside(AgentRecord record, Instant now) {
        return record.beside()
                .filter(beside -> record.latest()
                                .map(run -> Overlap.next(record.agent().wish(), run, record.besideRun(), now))
                                .orElse(new AgentStep.Rest())
                        instanceof AgentStep.Retire)
                .flatMap(beside -> Draining.beside(
                        record.agent().wish(),
                        beside.spec().stopping().drain(),
                        beside.run(),
                        of(beside.run().id()),
                        now));
    }

    public int of(InstanceId instance) {
        return atWork.applyAsInt(instance);
    }
}
