package dev.berth.controlplane.reconcile;

import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.HostPort;
import dev.berth.controlplane.agents.Introduction;
import dev.berth.controlplane.agents.OpenCalls;
import dev.berth.controlplane.agents.ReservePorts;
import dev.berth.controlplane.agents.RollOut;
import dev.berth.controlplane.hosts.Hosts;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.AgentPlanner;
import dev.berth.domain.lifecycle.AgentStep;
import dev.berth.domain.lifecycle.Overlap;
import dev.berth.domain.lifecycle.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Looks at every agent and does the next step about it.
///
/// Invariants: an agent has at most one live instance, and at most two while an update overlaps; generations only
/// grow; an instance's goal never goes back to RUN.
public final class AgentReconciler {

    /// Heals what hints missed, and what other processes wrote.
    public static final Duration RESYNC = Duration.ofSeconds(10);

    /// How often one is looked at that waits for its calls to end.
    private static final Duration LOOK = Duration.ofMillis(250);

    private final AgentStore store;
    private final AgentDirectory directory;
    private final AgentWrites writes;
    private final Hosts hosts;
    private final ReservePorts ports;
    private final OpenCalls calls;
    private final HealthReports health;
    private final RollOut rollOut;
    private final InstantSource clock;
    private Instant reloadDue = Instant.MIN;

    public AgentReconciler(
            AgentStore store,
            AgentDirectory directory,
            AgentWrites writes,
            Hosts hosts,
            ReservePorts ports,
            OpenCalls calls,
            HealthReports health,
            InstantSource clock) {
        this.store = store;
        this.directory = directory;
        this.writes = writes;
        this.hosts = hosts;
        this.ports = ports;
        this.calls = calls;
        this.health = health;
        this.rollOut = new RollOut(store, ports);
        this.clock = clock;
    }

    /// One pass over everything.
    ///
    /// @return how long until some agent is due again without a signal
    public Duration pass() {
        Instant now = clock.instant();
        if (!now.isBefore(reloadDue)) {
            directory.reload(store::all);
            reloadDue = now.plus(RESYNC);
        }
        Duration next = RESYNC;
        for (AgentRecord record : directory.all()) {
            Duration due = step(record, now);
            next = due.compareTo(next) < 0 ? due : next;
        }
        hosts.offer(directory.all());
        return next;
    }

    private Duration step(AgentRecord record, Instant now) {
        Duration beside =
                calls.drainingBeside(record, now).isPresent() ? LOOK : due(record, planBeside(record, now), now);
        Duration inCharge = calls.draining(record, now).isPresent() ? LOOK : due(record, plan(record, now), now);
        return beside.compareTo(inCharge) < 0 ? beside : inCharge;
    }

    private Duration due(AgentRecord record, AgentStep step, Instant now) {
        return switch (step) {
            case AgentStep.WaitUntil wait -> Duration.between(now, wait.time());
            case AgentStep.Discard _ -> {
                if (record.latest().isEmpty()) {
                    writes.remove(record.agent().id());
                }
                yield RESYNC;
            }
            case AgentStep.Rest _ -> RESYNC;
            case AgentStep.Place _,
                    AgentStep.PlaceBeside _,
                    AgentStep.TakeOver _,
                    AgentStep.Republish _,
                    AgentStep.Retire _,
                    AgentStep.Settle _,
                    AgentStep.GoBack _,
                    AgentStep.Yield _ -> {
                writes.change(record.agent().id(), newest -> Decision.accepted(decide(newest, now)));
                yield RESYNC;
            }
        };
    }

    /// The step that an agent's record asks for now; empty when there is nothing to write.
    public Optional<AgentChange> next(AgentRecord record) {
        return decide(record, clock.instant());
    }

    private static AgentStep plan(AgentRecord record, Instant now) {
        RestartPolicy policy = record.inForce().restart();
        return AgentPlanner.next(record.agent().wish(), policy, record.latest(), record.besideRun(), now);
    }

    private static AgentStep planBeside(AgentRecord record, Instant now) {
        return record.latest()
                .map(run -> Overlap.next(record.agent().wish(), run, record.besideRun(), now))
                .orElse(new AgentStep.Rest());
    }

    /// What the instance beside the one in charge needs comes first; one thing at a time.
    private Optional<AgentChange> decide(AgentRecord record, Instant now) {
        Optional<AgentChange> beside = calls.drainingBeside(record, now).isPresent()
                ? Optional.empty()
                : decide(record, planBeside(record, now), now);
        return beside.isPresent() || calls.draining(record, now).isPresent()
                ? beside
                : decide(record, plan(record, now), now);
    }

    private Optional<AgentChange> decide(AgentRecord record, AgentStep step, Instant now) {
        return switch (step) {
            case AgentStep.Place place -> place(record, place.attempt(), place.attempt() > 0, now);
            case AgentStep.PlaceBeside beside -> placeBeside(record, beside.attempt(), now);
            case AgentStep.TakeOver _ -> Optional.of(rollOut.tookOver(record, now));
            case AgentStep.Republish republish -> republish(record, republish.attempt(), now);
            case AgentStep.Retire retire -> Optional.of(retire(record, retire, now));
            case AgentStep.Settle _ -> Optional.of(rollOut.settled(record, now));
            case AgentStep.GoBack back -> Optional.of(rollOut.wentBack(record, back.why() + found(record), now));
            case AgentStep.Yield yield -> Optional.of(yieldTo(record, yield, now));
            case AgentStep.Rest _, AgentStep.WaitUntil _, AgentStep.Discard _ -> Optional.empty();
        };
    }

    /// What the last check found of an instance that is tried, and ran without getting ready.
    private String found(AgentRecord record) {
        return (record.isTriedBeside() ? record.besideRun() : record.latest())
                .filter(run -> run.state() instanceof Running)
                .flatMap(run -> health.trouble(run.id()))
                .map(" "::concat)
                .orElse("");
    }

    /// Files stay where they are, so an agent that ran is placed where it ran.
    ///
    /// @param restart whether it counts as one
    private Optional<AgentChange> place(AgentRecord record, int attempt, boolean restart, Instant now) {
        Optional<String> host = record.latest().map(Run::host).or(hosts::pick);
        return host.filter(each -> hosts.link(each).isPresent()).map(each -> {
            Agent agent = record.agent();
            Run run = placed(record, each, attempt, Introduction.ofNext(record), now);
            return AgentChange.of(record)
                    .agent(restart ? agent.restarted() : agent)
                    .placed(run)
                    .note(
                            "placed",
                            "Revision %s goes to host %s.".formatted(agent.latest(), each),
                            run.id().generation(),
                            now);
        });
    }

    /// Where the one in charge is: they share volumes.
    private Optional<AgentChange> placeBeside(AgentRecord record, int attempt, Instant now) {
        Agent agent = record.agent();
        return record.latest()
                .map(Run::host)
                .filter(each -> hosts.link(each).isPresent())
                .map(host -> {
                    Run run = placed(record, host, attempt, Introduction.digest(agent), now);
                    String why = "Revision %s goes to host %s, beside instance %d."
                            .formatted(
                                    agent.latest(),
                                    host,
                                    record.latest().orElseThrow().id().generation());
                    return AgentChange.of(record)
                            .placedBeside(run)
                            .note("placed", why, run.id().generation(), now);
                });
    }

    private static Run placed(AgentRecord record, String host, int attempt, String told, Instant now) {
        Agent agent = record.agent();
        return new Run(
                new InstanceId(agent.id(), record.generation() + 1),
                agent.latest(),
                host,
                Goal.RUN,
                Hibernation.STOP,
                new Placed("about to prepare it"),
                attempt,
                now,
                null,
                told);
    }

    private Optional<AgentChange> republish(AgentRecord record, int attempt, Instant now) {
        boolean afterAWhile = record.latest()
                .flatMap(Run::end)
                .filter(ended -> ended.at().plus(RESYNC).isAfter(now))
                .isEmpty();
        return switch (ports.proposeOthers(record, afterAWhile)) {
            case Decision.Accepted<List<HostPort>>(var others) ->
                place(record, attempt, false, now).map(placed -> placed.hostPorts(others));
            case Decision.Refused<List<HostPort>> _ -> Optional.empty();
        };
    }

    private AgentChange retire(AgentRecord record, AgentStep.Retire retire, Instant now) {
        Run run = record.run(retire.instance()).orElseThrow();
        String kind = retire.goal() == Goal.HIBERNATE ? "hibernating" : "stopping";
        return AgentChange.of(record)
                .run(run.wanted(retire.goal(), retire.depth()))
                .note(
                        kind,
                        record.agent().wish().reason() + cutOff(record, run, retire),
                        run.id().generation(),
                        now);
    }

    /// What a freeze finds open goes on with it.
    private String cutOff(AgentRecord record, Run run, AgentStep.Retire retire) {
        int open = calls.of(record, run);
        boolean ends = retire.goal() == Goal.STOP || retire.depth() == Hibernation.STOP;
        if (open == 0 || !run.live() || !ends) {
            return "";
        }
        return open == 1 ? " 1 open call is cut off." : " " + open + " open calls are cut off.";
    }

    private static AgentChange yieldTo(AgentRecord record, AgentStep.Yield yield, Instant now) {
        Wish wish = record.agent().wish();
        Wish yielded = wish.stop(Wish.Cause.ENGINE, yield.reason(), now);
        return AgentChange.of(record)
                .agent(record.agent().with(yielded))
                .note("yielded", yield.reason(), record.generation(), now);
    }
}
