package dev.berth.controlplane.hosts;

import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.Decision;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Prepared;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import dev.berth.protocol.link.HostReport;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes down what hosts say of instances. Only the newest instance of an agent is listened to, and only forward.
public final class RecordReports {

    private final AgentWrites writes;

    public RecordReports(AgentWrites writes) {
        this.writes = writes;
    }

    void observed(HostReport.Observation seen) {
        writes.change(
                seen.instance().agent(),
                record -> Decision.accepted(record.latest()
                        .filter(run -> run.id().equals(seen.instance()) && news(run.state(), seen.state()))
                        .map(run -> change(record, run, seen))));
    }

    /// Somebody started at the engine what somebody had stopped there: then it is wanted again.
    void startedAtEngine(HostReport.StartedAtEngine seen) {
        writes.change(seen.instance().agent(), record -> {
            Wish wish = record.agent().wish();
            boolean news = record.latest()
                            .filter(run -> run.id().equals(seen.instance()) && !run.live())
                            .isPresent()
                    && wish.goal() != Goal.RUN
                    && wish.cause() == Wish.Cause.ENGINE;
            if (!news) {
                return Decision.accepted(Optional.empty());
            }
            Wish run = wish.runAfter(
                    record.generation(), "Its container was started at the engine, not through Berth.", seen.seenAt());
            return Decision.accepted(Optional.of(AgentChange.of(record)
                    .agent(record.agent().with(run))
                    .note("started_at_engine", run.reason(), record.generation(), seen.seenAt())));
        });
    }

    void discarded(HostReport.Discarded seen) {
        writes.remove(seen.agent());
    }

    private static AgentChange change(AgentRecord record, Run run, HostReport.Observation seen) {
        boolean ready = seen.state() instanceof Running running && running.readiness() == Readiness.READY;
        @Nullable Instant readyAt = run.readyAt() == null && ready ? seen.seenAt() : run.readyAt();
        Run observed = new Run(
                run.id(),
                run.revision(),
                run.host(),
                run.goal(),
                run.depth(),
                seen.state(),
                run.attempt(),
                run.placedAt(),
                readyAt);
        AgentChange change = AgentChange.of(record).run(observed);
        return noteworthy(run.state(), seen.state())
                ? change.note(kind(seen.state()), reason(seen), run.id().generation(), seen.seenAt())
                : change;
    }

    private static boolean news(InstanceState known, InstanceState seen) {
        return rank(seen) >= rank(known) && known.live() && !seen.equals(known);
    }

    /// What a host is busy with is shown, but is no step of its own.
    private static boolean noteworthy(InstanceState known, InstanceState seen) {
        return !(known instanceof Placed && seen instanceof Placed);
    }

    private static int rank(InstanceState state) {
        return switch (state) {
            case Placed _ -> 0;
            case Prepared _ -> 1;
            case Running _ -> 2;
            case Ended _ -> 3;
        };
    }

    private static String kind(InstanceState state) {
        return switch (state) {
            case Placed _ -> "preparing";
            case Prepared _ -> "prepared";
            case Running running ->
                switch (running.readiness()) {
                    case STARTING -> "started";
                    case READY -> "ready";
                    case PAUSED -> "paused_at_engine";
                };
            case Ended _ -> "ended";
        };
    }

    private static String reason(HostReport.Observation seen) {
        return seen.state() instanceof Ended ended ? Standing.sentence(ended.reason()) : seen.step();
    }
}
