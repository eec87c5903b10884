package dev.berth.hostd.assignment;

import dev.berth.domain.agent.AgentId;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The newest assignment, all increments put in. Pure.
///
/// @param version of the last message that was put in
/// @param confirmed whether a complete assignment came over the link that is open now. Until then the book is
///     what the disk remembers, good to work on and no ground to remove what it does not name
public record AssignmentBook(long version, boolean confirmed, Map<AgentId, AssignedAgent> agents) {

    public static final AssignmentBook EMPTY = new AssignmentBook(0, false, Map.of());

    /// A book and what is different in it.
    public record Turned(AssignmentBook book, Set<AgentId> changed) {
        public Turned {
            changed = Set.copyOf(changed);
        }
    }

    public AssignmentBook {
        agents = Map.copyOf(agents);
    }

    public static AssignmentBook remembered(long version, Collection<AssignedAgent> agents) {
        Map<AgentId, AssignedAgent> all = new HashMap<>();
        agents.forEach(agent -> all.put(agent.agent(), agent));
        return new AssignmentBook(version, false, all);
    }

    public Optional<AssignedAgent> of(AgentId agent) {
        return Optional.ofNullable(agents.get(agent));
    }

    /// The book for a link that was opened anew: its first message is complete, whatever its version.
    public AssignmentBook reopened() {
        return new AssignmentBook(version, false, agents);
    }

    /// Puts a message in; one that is older than the last is ignored.
    public Turned turn(Assignment message) {
        return switch (message) {
            case Assignment.Complete complete -> confirmed && complete.version() < version ? same() : replace(complete);
            case Assignment.Change change -> !confirmed || change.version() < version ? same() : merge(change);
        };
    }

    private Turned same() {
        return new Turned(this, Set.of());
    }

    private Turned replace(Assignment.Complete complete) {
        Map<AgentId, AssignedAgent> next = new HashMap<>();
        complete.agents().forEach(agent -> next.put(agent.agent(), newer(agent)));
        Set<AgentId> named = new HashSet<>(agents.keySet());
        named.addAll(next.keySet());
        return new Turned(new AssignmentBook(complete.version(), true, next), named);
    }

    private Turned merge(Assignment.Change change) {
        Map<AgentId, AssignedAgent> next = new HashMap<>(agents);
        Set<AgentId> named = new HashSet<>(change.forgotten());
        change.forgotten().forEach(agent -> {
            if (next.get(agent) instanceof AssignedAgent.Discard) {
                next.remove(agent);
            }
        });
        for (AssignedAgent agent : change.agents()) {
            next.put(agent.agent(), newer(agent));
            named.add(agent.agent());
        }
        return new Turned(new AssignmentBook(change.version(), true, next), named);
    }

    /// A lower generation is fenced: it never takes the place of a higher one, and lives beside it only when it is said
    /// so.
    private AssignedAgent newer(AssignedAgent offered) {
        AssignedAgent held = agents.get(offered.agent());
        return held != null && offered.newest() > 0 && held.newest() > offered.newest() ? held : offered;
    }

    List<AssignedAgent> all() {
        return List.copyOf(agents.values());
    }
}
