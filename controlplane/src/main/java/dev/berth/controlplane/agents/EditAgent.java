package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.lifecycle.Run;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// Changes an agent. What describes it holds at once; what it runs under becomes a new revision.
public final class EditAgent {

    private final AgentWrites writes;
    private final ReservePorts ports;
    private final OwnTokens ownTokens;
    private final InstantSource clock;

    public EditAgent(AgentWrites writes, ReservePorts ports, OwnTokens ownTokens, InstantSource clock) {
        this.writes = writes;
        this.ports = ports;
        this.ownTokens = ownTokens;
        this.clock = clock;
    }

    /// While an update is under way, what the agent runs under and what it is told of itself stay: the update would
    /// take back what came between, or try it in its place.
    ///
    /// @param edit makes the wanted agent from the one that is there
    public Decision<AgentRecord> edit(AgentId agent, Function<AgentRecord, Decision<AgentEdit>> edit) {
        return writes.change(agent, seen -> edit.apply(seen).then(wanted -> change(seen, wanted, Optional.empty())));
    }

    /// Like [#edit], and what was edited is put in force with a way back, if the agent is wanted to run. An update
    /// that is under way gives way to it.
    public Decision<AgentRecord> rollOut(
            AgentId agent, RollOut.Terms terms, Function<AgentRecord, Decision<AgentEdit>> edit) {
        return writes.change(
                agent,
                seen -> RollOut.isFrozen(seen)
                        ? Decision.refused(new Refusal.WrongTime(
                                agent, "It is paused, and only resume undoes that.", "Resume it."))
                        : edit.apply(seen).then(wanted -> change(seen, wanted, Optional.of(terms))));
    }

    private Decision<Optional<AgentChange>> change(
            AgentRecord seen, AgentEdit wanted, Optional<RollOut.Terms> rolling) {
        if (seen.agent().wish().removal().wanted()) {
            return Decision.refused(
                    new Refusal.WrongTime(seen.agent().id(), "It is being removed.", "Deploy another agent."));
        }
        Optional<Refusal> obstacle = Overlapping.obstacle(wanted.conduct(), wanted.spec());
        if (obstacle.isPresent()) {
            return Decision.refused(obstacle.get());
        }
        Instant now = clock.instant();
        boolean newSpec = !wanted.spec().equals(seen.spec());
        Agent described = edited(seen, wanted, newSpec, now);
        if (rolling.isEmpty() && meddles(seen, described)) {
            return Decision.refused(new Refusal.WrongTime(
                    seen.agent().id(), "It is being updated.", "Wait for it, or add `?rollout=true`."));
        }
        Agent edited = rolling.map(terms -> RollOut.begun(seen, described, wanted.spec(), terms, now))
                .orElse(described);
        boolean rolls = !edited.wish().equals(described.wish());
        boolean redescribed = wanted.token().isPresent() || !described.equals(edited(seen, same(seen), false, now));
        if (!newSpec && !redescribed && !rolls) {
            return Decision.accepted(Optional.empty());
        }
        AgentChange change = AgentChange.of(seen).agent(edited);
        Decision<Optional<AgentChange>> decided = newSpec
                ? revised(change, seen, wanted.spec(), now)
                : Decision.accepted(
                        Optional.of(redescribed ? change.note("edited", told(seen, wanted), 0, now) : change));
        Decision<Optional<AgentChange>> noted = rolls
                ? decided.then(some -> Decision.accepted(
                        some.map(each -> each.note("rollout_asked", why(described.wish(), edited.wish()), 0, now))))
                : decided;
        return noted.then(accepted -> withToken(accepted, seen.agent(), wanted));
    }

    /// Whether an update that is under way would take it back, or try it in its place.
    private static boolean meddles(AgentRecord seen, Agent described) {
        Agent now = seen.agent();
        boolean differs = !described.latest().equals(now.latest())
                || !Introduction.of(described).equals(Introduction.of(now));
        return differs && now.wish().isRollingOut();
    }

    private static String why(Wish before, Wish rolling) {
        return rolling.equals(before.atOnce(true)) ? "Its open calls shall be cut off." : rolling.reason();
    }

    private static String told(AgentRecord seen, AgentEdit wanted) {
        return wanted.conduct().equals(seen.agent().conduct())
                ? "Its description was changed."
                : "How its calls and its sleep are dealt with was changed.";
    }

    private static AgentEdit same(AgentRecord seen) {
        Agent agent = seen.agent();
        return new AgentEdit(agent.profile(), agent.conduct(), Optional.empty(), seen.spec());
    }

    private Decision<Optional<AgentChange>> revised(AgentChange change, AgentRecord seen, AgentSpec spec, Instant now) {
        String host = seen.latest().map(Run::host).orElse(HostDirectory.LOCAL);
        return ports.propose(spec, seen.hostPorts(), host)
                .then(reserved -> Decision.accepted(Optional.of(change.spec(spec)
                        .hostPorts(reserved)
                        .note("revised", "Revision " + change.agent().latest() + " was accepted.", 0, now))));
    }

    /// The token is replaced last, when nothing else is left to refuse.
    private Decision<Optional<AgentChange>> withToken(Optional<AgentChange> accepted, Agent agent, AgentEdit wanted) {
        boolean taken = wanted.token()
                .map(token -> !ownTokens.set(agent.id(), agent.owner(), token))
                .orElse(false);
        return taken ? Decision.refused(Refusal.NotAllowed.TOKEN_IN_USE) : Decision.accepted(accepted);
    }

    private static Agent edited(AgentRecord seen, AgentEdit wanted, boolean newSpec, Instant now) {
        Agent agent = seen.agent();
        Revision latest = newSpec ? agent.latest().next() : agent.latest();
        return new Agent(
                agent.id(),
                agent.slug(),
                wanted.profile(),
                agent.kind(),
                agent.owner(),
                wanted.conduct(),
                wish(seen, wanted.conduct().start(), now),
                latest,
                agent.restarts(),
                agent.createdAt(),
                now);
    }

    /// What shall start an agent that never ran is in force at once.
    private static Wish wish(AgentRecord seen, StartPolicy start, Instant now) {
        Wish wish = seen.agent().wish();
        if (seen.latest().isPresent() || start == seen.agent().conduct().start()) {
            return wish;
        }
        return switch (start) {
            case ON_DEMAND -> wish.goal() == Goal.STOP ? Wish.onDemand(now) : wish;
            case ON_DEPLOY, MANUAL -> wish.endsWithACall() ? Wish.none(now) : wish;
        };
    }
}
