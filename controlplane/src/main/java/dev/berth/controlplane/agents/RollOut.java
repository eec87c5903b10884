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
    /// edited is in force from its next start on.
    static Agent begun(AgentRecord seen, Agent edited, Duration readyWithin, Instant now) {
        Wish wish = edited.wish();
        if (wish.goal() != Goal.RUN || seen.latest().isEmpty()) {
            return edited;
        }
        Run run = seen.latest().get();
        boolean revised = !edited.latest().equals(run.revision());
        boolean told = !run.told().equals(Introduction.UNKNOWN) && !run.told().equals(Introduction.digest(edited));
        if (!revised && !told) {
            return edited;
        }
        String why =
                revised ? "It is being updated to revision %s.".formatted(edited.latest()) : "It is being updated.";
        Wish again = wish.runAfter(seen.generation(), why, now);
        return edited.with(wayBack(seen, run, edited, readyWithin)
                .map(rollout -> again.rolling(rollout, why))
                .orElse(again));
    }

    /// Back to what was well last: one rollout may follow another that has not ended.
    private static Optional<Rollout> wayBack(AgentRecord seen, Run run, Agent edited, Duration readyWithin) {
        Rollout former = seen.agent().wish().rollout();
        Rollout.Phase phase = Rollout.Phase.UNDER_WAY;
        if (run.readyAt() != null) {
            return Optional.of(new Rollout(
                    phase, run.revision(), edited.latest(), seen.agent().profile(), readyWithin, ""));
        }
        return Optional.ofNullable(former)
                .filter(Rollout::underWay)
                .map(each -> new Rollout(phase, each.from(), edited.latest(), each.before(), readyWithin, ""));
    }

    /// The agent is ready with what was tried.
    public AgentChange settled(AgentRecord record, Instant now) {
        Rollout rollout = rollout(record).done();
        Wish wish = record.agent().wish();
        String why = rollout.revised() ? "It was updated to revision %s.".formatted(rollout.to()) : "It was updated.";
        return AgentChange.of(record)
                .agent(record.agent().with(wish.rolling(rollout, why)))
                .note("rolled_out", rollout.outcome(), record.generation(), now);
    }

    /// What was in force before is in force again, as the next revision. The one that was tried is marked.
    public AgentChange wentBack(AgentRecord record, String why, Instant now) {
        Rollout rollout = rollout(record);
        String outcome =
                "%s did not get ready, so what was before is in force again. %s".formatted(rollout.name(), why);
        Agent agent = withProfile(record.agent(), rollout.before(), now);
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
