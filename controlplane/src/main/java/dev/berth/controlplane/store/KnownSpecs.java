package dev.berth.controlplane.store;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.lifecycle.Run;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Specs of revisions that are in the database, so that not every look at an agent decodes them again: a revision never
/// changes. Only what a committed transaction saw may be put in.
final class KnownSpecs {

    private static final int MOST = 10_000;

    private record Key(AgentId agent, Revision revision) {}

    private final Map<Key, AgentSpec> specs = new ConcurrentHashMap<>();

    Optional<AgentSpec> of(AgentId agent, Revision revision) {
        return Optional.ofNullable(specs.get(new Key(agent, revision)));
    }

    AgentRecord remember(AgentRecord record) {
        if (specs.size() >= MOST) {
            specs.clear();
        }
        AgentId agent = record.agent().id();
        specs.put(new Key(agent, record.agent().latest()), record.spec());
        record.latest().map(Run::revision).ifPresent(inForce -> specs.put(new Key(agent, inForce), record.inForce()));
        record.beside()
                .ifPresent(beside -> specs.put(new Key(agent, beside.run().revision()), beside.spec()));
        return record;
    }

    void forget(AgentId agent) {
        specs.keySet().removeIf(key -> key.agent().equals(agent));
    }
}
