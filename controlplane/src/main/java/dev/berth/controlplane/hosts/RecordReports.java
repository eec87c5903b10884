package dev.berth.controlplane.hosts;

import dev.berth.controlplane.activity.CpuReports;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Introduction;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
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

/// Writes down what hosts say of instances. Only the instances that an agent has are listened to, only forward, and
/// only from the host that has them.
public final class RecordReports {

    private final AgentWrites writes;
    private final CpuReports cpu;
    private final HealthReports health;

    public RecordReports(AgentWrites writes, CpuReports cpu, HealthReports health) {
        this.writes = writes;
        this.cpu = cpu;
        this.health = health;
    }

    void checked(HostReport.Health seen) {
        health.checked(new HealthReports.Report(seen.instance(), seen.failures(), seen.results()));
    }

    void used(HostReport.CpuUse use) {
        cpu.used(use.instance(), use.cores());
    }

    void observed(String host, HostReport.Observation seen) {
        writes.change(
                seen.instance().agent(),
                record -> Decision.accepted(
                        unheardOf(record, host, seen)
                                ? Optional.of(adopt(record, host, seen))
                                : record.run(seen.instance())
                                        .filter(run -> run.host().equals(host))
                                        .filter(run -> news(run.state(), seen.state()))
                                        .map(run -> change(record, run, seen))));
    }

    private static Optional<Run> latestOn(String host, AgentRecord record) {
        return record.latest().filter(run -> run.host().equals(host));
    }

    /// A generation that was never given out: the database is an older backup of the one that gave it out.
    private static boolean unheardOf(AgentRecord record, String host, HostReport.Observation seen) {
        boolean itsHost = record.latest().isEmpty() || latestOn(host, record).isPresent();
        return itsHost && seen.instance().generation() > record.generation();
    }

    private static AgentChange adopt(AgentRecord record, String host, HostReport.Observation seen) {
        Run adopted = new Run(
                seen.instance(),
                record.agent().latest(),
                host,
                Goal.RUN,
                Hibernation.STOP,
                seen.state(),
                0,
                seen.seenAt(),
                isReady(seen.state()) ? seen.seenAt() : null,
                Introduction.UNKNOWN);
        String why = "Host %s knows generation %d, the database only %d; it goes on from there."
                .formatted(host, seen.instance().generation(), record.generation());
        // What an update tried in vain has ended beside what serves on, which stays in charge.
        boolean servesOn =
                !seen.state().live() && record.latest().filter(Run::live).isPresent();
        AgentChange change = AgentChange.of(record);
        return (servesOn ? change.placedBeside(adopted) : change.placed(adopted))
                .note("adopted", why, seen.instance().generation(), seen.seenAt());
    }

    private static boolean isReady(InstanceState state) {
        return state instanceof Running running && running.readiness() == Readiness.READY;
    }

    /// Somebody started at the engine what somebody had stopped there: then it is wanted again.
    void startedAtEngine(String host, HostReport.StartedAtEngine seen) {
        writes.change(seen.instance().agent(), record -> {
            Wish wish = record.agent().wish();
            boolean news = latestOn(host, record)
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

    /// Nothing is left on the host; that ends an agent only when it was to be removed.
    void discarded(String host, HostReport.Discarded seen) {
        writes.removeIf(
                seen.agent(),
                record -> record.agent().wish().removal().wanted()
                        && latestOn(host, record).filter(run -> !run.live()).isPresent()
                        && record.besideRun().filter(Run::live).isEmpty());
    }

    private static AgentChange change(AgentRecord record, Run run, HostReport.Observation seen) {
        @Nullable Instant readyAt = run.readyAt() == null && isReady(seen.state()) ? seen.seenAt() : run.readyAt();
        AgentChange change = AgentChange.of(record).run(run.seen(seen.state(), readyAt));
        if (!noteworthy(run.state(), seen.state())) {
            return change;
        }
        return startUntold(run.state(), seen.state())
                .map(at -> change.note("started", "container started", run.id().generation(), at))
                .orElse(change)
                .note(kind(seen.state()), reason(seen), run.id().generation(), seen.seenAt());
    }

    /// When it was started, if that is news: a host that has more to tell leaves out what is over.
    private static Optional<Instant> startUntold(InstanceState known, InstanceState seen) {
        return known instanceof Prepared && seen instanceof Running running && running.readiness() != Readiness.STARTING
                ? Optional.of(running.since())
                : Optional.empty();
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
                    case UNHEALTHY -> "unhealthy";
                    case PAUSED -> "paused_at_engine";
                };
            case Ended _ -> "ended";
        };
    }

    private static String reason(HostReport.Observation seen) {
        return seen.state() instanceof Ended ended ? Standing.sentence(ended.reason()) : seen.step();
    }
}
