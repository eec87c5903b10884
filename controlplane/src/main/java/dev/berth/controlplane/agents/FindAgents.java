package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Reads agents for people.
public final class FindAgents {

    private final AgentDirectory directory;
    private final AgentStore store;
    private final HostDirectory hosts;
    private final OpenCalls calls;
    private final Function<InstanceId, Optional<String>> illness;
    private final InstantSource clock;

    /// @param illness what an instance's health check found that did not pass, as a sentence
    public FindAgents(
            AgentDirectory directory,
            AgentStore store,
            HostDirectory hosts,
            OpenCalls calls,
            Function<InstanceId, Optional<String>> illness,
            InstantSource clock) {
        this.directory = directory;
        this.store = store;
        this.hosts = hosts;
        this.calls = calls;
        this.illness = illness;
        this.clock = clock;
    }

    /// One page of a list.
    ///
    /// @param next where the next page begins; empty on the last
    public record Page(List<AgentView> items, Optional<Position> next) {}

    /// A place in the order of creation, good although the agent that was there is gone.
    public record Position(Instant createdAt, AgentId agent) implements Comparable<Position> {

        private static final Comparator<Position> ORDER = Comparator.comparing(Position::createdAt)
                .thenComparing(each -> each.agent().value());

        static Position of(AgentRecord record) {
            return new Position(record.agent().createdAt(), record.agent().id());
        }

        /// Reads what [#toString] wrote.
        ///
        /// @throws IllegalArgumentException when the text is something else
        public static Position parse(String text) {
            int dash = text.indexOf('-');
            try {
                Instant createdAt = Instant.ofEpochMilli(Long.parseLong(text, 0, Math.max(dash, 0), 36));
                return new Position(createdAt, new AgentId(text.substring(dash + 1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("not the next of a page: " + text, e);
            }
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return Long.toString(createdAt.toEpochMilli(), 36) + "-" + agent;
        }
    }

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
        String beginning = reference.replace("-", "").toLowerCase(Locale.ROOT);
        List<AgentRecord> matching = directory.all().stream()
                .filter(each -> each.agent().id().value().startsWith(beginning))
                .limit(2)
                .toList();
        return switch (matching.size()) {
            case 0 -> exact;
            case 1 -> Decision.accepted(view(matching.getFirst()));
            default -> Decision.refused(new Refusal.ReferenceAmbiguous(reference));
        };
    }

    public Page list(AgentQuery query, Optional<Position> after, int limit) {
        List<AgentView> matching = directory.all().stream()
                .filter(each -> after.isEmpty() || Position.of(each).compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(Position::of))
                .map(this::view)
                .filter(query::matches)
                .limit(limit + 1L)
                .toList();
        boolean more = matching.size() > limit;
        List<AgentView> items = more ? matching.subList(0, limit) : matching;
        return new Page(items, more ? Optional.of(Position.of(items.getLast().record())) : Optional.empty());
    }

    public List<AgentEvent> events(AgentId agent, long after, int limit) {
        return store.events(agent, after, limit);
    }

    public List<AgentStore.RevisionEntry> revisions(AgentId agent) {
        return store.revisions(agent);
    }

    public AgentView view(AgentRecord record) {
        Standing plain = standing(record);
        Instant now = clock.instant();
        if (plain.status() == AgentStatus.UNREACHABLE) {
            return new AgentView(record, plain);
        }
        Standing standing = record.latest()
                .flatMap(run -> illness.apply(run.id()))
                .map(plain::because)
                .orElse(plain);
        return new AgentView(
                record,
                calls.draining(record, now)
                        .map(draining -> standing.waitingFor(draining, now))
                        .or(() -> calls.drainingBeside(record, now).map(draining -> standing.besides(draining, now)))
                        .orElse(standing));
    }

    /// How an agent stands, without what changes from one moment to the next: the calls that it finishes, and what its
    /// health check finds.
    public Standing standing(AgentRecord record) {
        Optional<String> trouble = record.latest().flatMap(run -> hosts.trouble(run.host()));
        Standing standing = Standing.of(
                record.agent().wish(), record.inForce().restart(), record.latest(), trouble, clock.instant());
        return record.besideRun().filter(Run::live).isPresent()
                ? standing.withOther(record.agent().wish())
                : standing;
    }

    private static Optional<Slug> asSlug(String reference) {
        try {
            return Optional.of(new Slug(reference));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
