package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStep;
import dev.berth.domain.lifecycle.Draining;
import dev.berth.domain.lifecycle.Overlap;
import dev.berth.domain.lifecycle.Run;
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
                record.latest().map(run -> of(record, run)).orElse(0),
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
                        of(record, beside.run()),
                        now));
    }

    /// How many calls one of an agent's instances has. One that is newer than the one in charge never took any: those
    /// that are on their way are the other one's.
    public int of(AgentRecord record, Run run) {
        boolean tried = record.latest()
                .filter(inCharge -> run.id().fences(inCharge.id()))
                .isPresent();
        return tried ? 0 : atWork.applyAsInt(run.id());
    }
}
