package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.lifecycle.Standing;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Reads agents for people.
public final class FindAgents {

    private final AgentDirectory directory;
    private final AgentStore store;
    private final HostDirectory hosts;
    private final InstantSource clock;

    public FindAgents(AgentDirectory directory, AgentStore store, HostDirectory hosts, InstantSource clock) {
        this.directory = directory;
        this.store = store;
        this.hosts = hosts;
        this.clock = clock;
    }

    /// One page of a list.
    ///
    /// @param next where the next page begins; empty on the last
    public record Page(List<AgentView> items, Optional<AgentId> next) {}

    /// Finds by id, with or without dashes, or by slug.
    public Decision<AgentView> byReference(String reference) {
        Optional<AgentRecord> found = AgentId.parse(reference)
                .flatMap(directory::find)
                .or(() -> asSlug(reference).flatMap(directory::find));
        return found.map(record -> Decision.accepted(view(record)))
                .orElseGet(() -> Decision.refused(new Refusal.AgentUnknown(reference)));
    }

    /// Like [#byReference]; an unambiguous beginning of an id, of at least 6 digits, is enough.
    public Decision<AgentView> byPrefix(String reference) {
        Decision<AgentView> exact = byReference(reference);
        if (exact instanceof Decision.Accepted || reference.length() < 6) {
            return exact;
        }
        List<AgentRecord> matching = directory.all().stream()
                .filter(each -> each.agent().id().value().startsWith(reference))
                .limit(2)
                .toList();
        return switch (matching.size()) {
            case 0 -> exact;
            case 1 -> Decision.accepted(view(matching.getFirst()));
            default -> Decision.refused(new Refusal.ReferenceAmbiguous(reference));
        };
    }

    public Page list(AgentQuery query, Optional<AgentId> after, int limit) {
        List<AgentView> matching = directory.inOrderOfCreation().stream()
                .dropWhile(each -> after.isPresent() && !each.agent().id().equals(after.get()))
                .skip(after.isPresent() ? 1 : 0)
                .map(this::view)
                .filter(query::matches)
                .limit(limit + 1L)
                .toList();
        boolean more = matching.size() > limit;
        List<AgentView> items = more ? matching.subList(0, limit) : matching;
        return new Page(
                items, more ? Optional.of(items.getLast().record().agent().id()) : Optional.empty());
    }

    public List<AgentEvent> events(AgentId agent, long after, int limit) {
        return store.events(agent, after, limit);
    }

    public List<AgentStore.RevisionEntry> revisions(AgentId agent) {
        return store.revisions(agent);
    }

    public AgentView view(AgentRecord record) {
        Optional<String> trouble = record.latest().flatMap(run -> hosts.trouble(run.host()));
        return new AgentView(
                record,
                Standing.of(
                        record.agent().wish(), record.inForce().restart(), record.latest(), trouble, clock.instant()));
    }

    private static Optional<Slug> asSlug(String reference) {
        try {
            return Optional.of(new Slug(reference));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
