package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Wish;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Accepts a new agent. Whether and when it runs is the reconciler's business.
public final class DeployAgent {

    private final AgentWrites writes;
    private final ReservePorts ports;
    private final HostDirectory hosts;
    private final OwnTokens ownTokens;
    private final Supplier<AgentId> newId;
    private final InstantSource clock;

    public DeployAgent(
            AgentWrites writes,
            ReservePorts ports,
            HostDirectory hosts,
            OwnTokens ownTokens,
            Supplier<AgentId> newId,
            InstantSource clock) {
        this.writes = writes;
        this.ports = ports;
        this.hosts = hosts;
        this.ownTokens = ownTokens;
        this.newId = newId;
        this.clock = clock;
    }

    public Decision<AgentRecord> deploy(NewAgent asked) {
        Optional<Refusal> obstacle = Overlapping.obstacle(asked.conduct(), asked.spec());
        if (obstacle.isPresent()) {
            return Decision.refused(obstacle.get());
        }
        AgentId id = newId.get();
        String host = hosts.pick().orElse(HostDirectory.LOCAL);
        Decision<AgentRecord> decision = writes.add(() -> decide(id, asked, host));
        boolean tokenTaken = decision instanceof Decision.Accepted
                && asked.token()
                        .map(token -> !ownTokens.set(id, asked.owner(), token))
                        .orElse(false);
        if (tokenTaken) {
            writes.remove(id);
            return Decision.refused(Refusal.NotAllowed.TOKEN_IN_USE);
        }
        return decision;
    }

    private Decision<AgentChange> decide(AgentId id, NewAgent asked, String host) {
        Instant now = clock.instant();
        return ports.propose(asked.spec(), List.of(), host)
                .then(reserved -> Decision.accepted(new AgentChange(
                        0,
                        agent(id, asked, now),
                        Optional.of(asked.spec()),
                        Optional.empty(),
                        AgentChange.Lineup.NONE,
                        Optional.of(reserved),
                        Optional.empty(),
                        List.of(new AgentChange.Note("created", "Revision 1 was accepted.", 0, now)))));
    }

    private static Agent agent(AgentId id, NewAgent asked, Instant now) {
        Wish wish = switch (asked.conduct().start()) {
            case ON_DEPLOY -> Wish.none(now).run("It was deployed to run.", now);
            case ON_DEMAND -> Wish.onDemand(now);
            case MANUAL -> Wish.none(now);
        };
        return new Agent(
                id,
                asked.slug(),
                asked.profile(),
                asked.kind(),
                asked.owner(),
                asked.conduct(),
                wish,
                Revision.FIRST,
                0,
                now,
                now);
    }
}
