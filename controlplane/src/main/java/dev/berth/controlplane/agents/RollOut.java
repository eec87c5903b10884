package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Puts changes in force with a way back. The way there is a restart; what its instance comes to decides.
public final class RollOut {

    /// How it is done.
    ///
    /// @param readyWithin how long the instance that is tried may take from its placing until it is ready
    /// @param atOnce whether calls that are open at the former one are cut off rather than waited for
    public record Terms(Duration readyWithin, boolean atOnce) {}

    private final AgentStore store;
    private final ReservePorts ports;

    public RollOut(AgentStore store, ReservePorts ports) {
        this.store = store;
        this.ports = ports;
    }

    /// Whether an agent's processes are frozen, so that nothing can be rolled out.
    static boolean isFrozen(AgentRecord seen) {
        return seen.agent().wish().goal() == Goal.RUN
                && seen.latest()
                        .filter(run ->
                                run.state() instanceof Running running && running.readiness() == Readiness.PAUSED)
                        .isPresent();
    }

    /// The edited agent, which is to run under what was edited. One that is not wanted to run stays as it is: what was
    /// edited is in force from its next start on. What is said again can still be made to cut calls off.
    ///
    /// @param spec what it is to run under
    static Agent begun(AgentRecord seen, Agent edited, AgentSpec spec, Terms terms, Instant now) {
        Wish wish = edited.wish();
        if (wish.goal() != Goal.RUN || seen.latest().isEmpty()) {
            return edited;
        }
        Run run = seen.latest().get();
        boolean revised = !edited.latest().equals(run.revision());
        boolean told = !run.told().equals(Introduction.UNKNOWN) && !run.told().equals(Introduction.digest(edited));
        boolean triedAlready = isTriedAlready(seen, edited);
        if ((!revised && !told) || triedAlready) {
            boolean another = triedAlready || seen.besideRun().filter(Run::live).isPresent();
            return another ? edited.with(wish.atOnce(terms.atOnce())) : edited;
        }
        String why =
                revised ? "It is being updated to revision %s.".formatted(edited.latest()) : "It is being updated.";
        boolean overlaps = Overlapping.isPossible(seen, edited.conduct(), spec);
        Wish again = overlaps ? wish.run(why, now) : wish.runAfter(seen.generation(), why, now);
        long after = overlaps ? seen.generation() : 0;
        return edited.with(wayBack(seen, run, edited, terms.readyWithin(), after)
                .map(rollout -> again.rolling(rollout, why))
                .orElse(again)
                .atOnce(terms.atOnce()));
    }

    /// Whether nothing is new since what is tried beside the instance in charge.
    private static boolean isTriedAlready(AgentRecord seen, Agent edited) {
        Rollout rollout = seen.agent().wish().rollout();
        return rollout != null
                && rollout.underWay()
                && rollout.overlaps()
                && rollout.to().equals(edited.latest())
                && Introduction.of(seen.agent()).equals(Introduction.of(edited));
    }

    /// Back to what was well last: one rollout may follow another that has not ended.
    private static Optional<Rollout> wayBack(
            AgentRecord seen, Run run, Agent edited, Duration readyWithin, long after) {
        Rollout former = seen.agent().wish().rollout();
        Rollout.Phase phase = Rollout.Phase.UNDER_WAY;
        if (run.readyAt() != null) {
            boolean served = seen.agent().wish().outgrows(run.id().generation());
            Agent.Profile before =
                    former != null && served ? former.before() : seen.agent().profile();
            return Optional.of(new Rollout(phase, run.revision(), edited.latest(), before, readyWithin, "", after));
        }
        return Optional.ofNullable(former)
                .filter(Rollout::underWay)
                .map(each -> new Rollout(phase, each.from(), edited.latest(), each.before(), readyWithin, "", after));
    }

    /// The agent is ready with what was tried.
    public AgentChange settled(AgentRecord record, Instant now) {
        Rollout rollout = rollout(record).done();
        String why = rollout.revised() ? "It was updated to revision %s.".formatted(rollout.to()) : "It was updated.";
        Wish wish = record.agent().wish().rolling(rollout, why);
        if (!record.isTriedBeside()) {
            return AgentChange.of(record)
                    .agent(record.agent().with(wish))
                    .note("rolled_out", rollout.outcome(), record.generation(), now);
        }
        return AgentChange.of(record)
                .agent(record.agent().with(wish.since(now)))
                .lineup(generation(record.besideRun()), generation(record.latest()))
                .note("rolled_out", rollout.outcome(), record.generation(), now);
    }

    /// The instance in charge has ended: the one that is tried beside it goes on alone.
    public AgentChange tookOver(AgentRecord record, Instant now) {
        long over = generation(record.latest());
        return AgentChange.of(record)
                .lineup(
                        generation(record.besideRun()),
                        record.latest().filter(Run::live).isPresent() ? over : 0)
                .note(
                        "took_over",
                        "Instance %d ended before the update was done; the new one is waited for.".formatted(over),
                        record.generation(),
                        now);
    }

    private static long generation(Optional<Run> run) {
        return run.map(each -> each.id().generation()).orElse(0L);
    }

    /// What was in force before is in force again, as the next revision. The one that was tried is marked.
    public AgentChange wentBack(AgentRecord record, String why, Instant now) {
        Rollout rollout = rollout(record);
        String outcome =
                "%s did not get ready, so what was before is in force again. %s".formatted(rollout.name(), why);
        Agent agent = withProfile(record.agent(), rollout.before(), now);
        if (record.isTriedBeside()) {
            return servedOn(record, agent, rollout, why, now);
        }
        if (!rollout.revised()) {
            return back(AgentChange.of(record), agent, rollout, outcome, record, now);
        }
        AgentSpec former = former(record, rollout.from());
        String host = record.latest().map(Run::host).orElse(HostDirectory.LOCAL);
        return switch (ports.propose(former, record.hostPorts(), host)) {
            case Decision.Accepted<List<HostPort>>(var reserved) ->
                back(
                        AgentChange.of(record).spec(former).hostPorts(reserved).failed(rollout.to(), why),
                        next(agent),
                        rollout,
                        "%s did not get ready, so revision %s is in force again, as revision %s. %s"
                                .formatted(
                                        rollout.name(),
                                        rollout.from(),
                                        agent.latest().next(),
                                        why),
                        record,
                        now);
            case Decision.Refused<List<HostPort>> _ -> stranded(record, rollout, why, now);
        };
    }

    /// What was before was in force all the time; the instance in charge goes on as it is.
    private static AgentChange servedOn(AgentRecord record, Agent agent, Rollout rollout, String why, Instant now) {
        Run run = record.latest().orElseThrow();
        Agent again = rollout.revised() ? next(agent) : agent;
        String outcome = rollout.revised()
                ? "%s did not get ready; revision %s served on, and is in force as revision %s. %s"
                        .formatted(rollout.name(), rollout.from(), again.latest(), why)
                : "%s did not get ready; the instance from before served on. %s".formatted(rollout.name(), why);
        Wish wish = again.wish().run(outcome, now).rolling(rollout.wentBack(outcome), outcome);
        AgentChange change =
                AgentChange.of(record).agent(again.with(wish)).note("rolled_back", outcome, record.generation(), now);
        return rollout.revised()
                ? change.spec(record.inForce()).failed(rollout.to(), why).run(run.known(again.latest()))
                : change;
    }

    private static AgentChange back(
            AgentChange change, Agent agent, Rollout rollout, String outcome, AgentRecord record, Instant now) {
        Wish wish = agent.wish().runAfter(record.generation(), outcome, now);
        return change.agent(agent.with(wish.rolling(rollout.wentBack(outcome), outcome)))
                .note("rolled_back", outcome, record.generation(), now);
    }

    /// Another agent has taken a port of the host that the former revision needs.
    private static AgentChange stranded(AgentRecord record, Rollout rollout, String why, Instant now) {
        String outcome =
                "%s did not get ready, and revision %s cannot come back: a port of the host that it needs is taken. %s"
                        .formatted(rollout.name(), rollout.from(), why);
        Wish wish = record.agent().wish();
        return AgentChange.of(record)
                .agent(record.agent().with(wish.rolling(rollout.wentBack(outcome), outcome)))
                .failed(rollout.to(), why)
                .note("not_rolled_back", outcome, record.generation(), now);
    }

    private AgentSpec former(AgentRecord record, Revision revision) {
        return store.revisions(record.agent().id()).stream()
                .filter(each -> each.revision().equals(revision))
                .findFirst()
                .orElseThrow()
                .spec();
    }

    private static Rollout rollout(AgentRecord record) {
        return Optional.ofNullable(record.agent().wish().rollout()).orElseThrow();
    }

    /// What the agent is told of itself is what it was told before.
    private static Agent withProfile(Agent agent, Agent.Profile before, Instant now) {
        Agent.Profile today = agent.profile();
        return new Agent(
                agent.id(),
                agent.slug(),
                new Agent.Profile(before.name(), today.description(), before.type(), today.labels(), before.config()),
                agent.kind(),
                agent.owner(),
                agent.conduct(),
                agent.wish(),
                agent.latest(),
                agent.restarts(),
                agent.createdAt(),
                now);
    }

    private static Agent next(Agent agent) {
        return new Agent(
                agent.id(),
                agent.slug(),
                agent.profile(),
                agent.kind(),
                agent.owner(),
                agent.conduct(),
                agent.wish(),
                agent.latest().next(),
                agent.restarts(),
                agent.createdAt(),
                agent.updatedAt());
    }
}
