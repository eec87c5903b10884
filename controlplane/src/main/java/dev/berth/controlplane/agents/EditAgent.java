package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Revision;
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

    /// @param edit makes the wanted agent from the one that is there
    public Decision<AgentRecord> edit(AgentId agent, Function<AgentRecord, Decision<AgentEdit>> edit) {
        return writes.change(agent, seen -> edit.apply(seen).then(wanted -> change(seen, wanted)));
    }

    private Decision<Optional<AgentChange>> change(AgentRecord seen, AgentEdit wanted) {
        if (seen.agent().wish().removal().wanted()) {
            return Decision.refused(
                    new Refusal.WrongTime(seen.agent().id(), "It is being removed.", "Deploy another agent."));
        }
        wanted.token()
                .ifPresent(
                        token -> ownTokens.set(seen.agent().id(), seen.agent().owner(), token));
        Instant now = clock.instant();
        boolean newSpec = !wanted.spec().equals(seen.spec());
        Agent edited = edited(seen.agent(), wanted, newSpec, now);
        AgentChange change = AgentChange.of(seen).agent(edited);
        if (!newSpec) {
            return Decision.accepted(Optional.of(change.note("edited", "Its description was changed.", 0, now)));
        }
        String host = seen.latest().map(run -> run.host()).orElse(HostDirectory.LOCAL);
        return ports.propose(edited.id(), wanted.spec(), seen.hostPorts(), host)
                .then(reserved -> Decision.accepted(Optional.of(change.spec(wanted.spec())
                        .hostPorts(reserved)
                        .note("revised", "Revision " + edited.latest() + " was accepted.", 0, now))));
    }

    private static Agent edited(Agent agent, AgentEdit wanted, boolean newSpec, Instant now) {
        Revision latest = newSpec ? agent.latest().next() : agent.latest();
        return new Agent(
                agent.id(),
                agent.slug(),
                wanted.profile(),
                agent.kind(),
                agent.owner(),
                wanted.start(),
                wanted.open(),
                agent.wish(),
                latest,
                agent.restarts(),
                agent.createdAt(),
                now);
    }
}
