package dev.berth.gateway.line;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Order;
import dev.berth.journal.EntryId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The entries of one agent that wait, in the order of arrival. Not for several threads.
final class Queue {

    private final NavigableMap<EntryId, Waiting> withCaller = new TreeMap<>();
    private final NavigableMap<EntryId, Waiting> alone = new TreeMap<>();
    private Instant firstDeadline = Instant.MAX;

    void add(Waiting waiting) {
        NavigableMap<EntryId, Waiting> place = waiting.caller() == null ? alone : withCaller;
        place.put(waiting.entry().id(), waiting);
        if (waiting.entry().deadline().isBefore(firstDeadline)) {
            firstDeadline = waiting.entry().deadline();
        }
    }

    @Nullable
    Waiting remove(EntryId id) {
        Waiting found = withCaller.remove(id);
        return found == null ? alone.remove(id) : found;
    }

    /// One that rested may be tried again.
    void rested(EntryId id) {
        withCaller.computeIfPresent(id, (_, waiting) -> waiting.rested());
        alone.computeIfPresent(id, (_, waiting) -> waiting.rested());
    }

    int size() {
        return withCaller.size() + alone.size();
    }

    boolean isEmpty() {
        return withCaller.isEmpty() && alone.isEmpty();
    }

    /// Takes everything out.
    List<Waiting> clear() {
        List<Waiting> all = all().toList();
        withCaller.clear();
        alone.clear();
        firstDeadline = Instant.MAX;
        return all;
    }

    /// Takes out what waited too long.
    List<Waiting> overdue(Instant now) {
        if (now.isBefore(firstDeadline)) {
            return List.of();
        }
        List<Waiting> overdue =
                all().filter(each -> !now.isBefore(each.entry().deadline())).toList();
        overdue.forEach(each -> remove(each.entry().id()));
        firstDeadline = all().map(each -> each.entry().deadline())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        return overdue;
    }

    /// Takes out those whose turn it is.
    ///
    /// @param underWay deliveries to the agent at the moment
    /// @param carried those of them that nobody waits for
    List<Waiting> next(CallPolicy policy, int underWay, int carried) {
        return policy.order() == Order.STRICT ? strictly(underWay) : freely(policy.lanes() - carried);
    }

    /// One by one: the first keeps the others waiting even while it rests.
    private List<Waiting> strictly(int underWay) {
        Optional<Waiting> first = underWay > 0
                ? Optional.empty()
                : Stream.of(withCaller, alone)
                        .flatMap(each -> each.values().stream().limit(1))
                        .min((one, other) ->
                                one.entry().id().compareTo(other.entry().id()));
        return first.filter(each -> !each.resting()).stream()
                .peek(each -> remove(each.entry().id()))
                .toList();
    }

    /// Callers who wait go at once; the others as there are free lanes.
    private List<Waiting> freely(int lanes) {
        List<Waiting> next = new ArrayList<>();
        for (Waiting each : List.copyOf(withCaller.values())) {
            if (!each.isLive()) {
                withCaller.remove(each.entry().id());
                alone.put(each.entry().id(), each.alone());
            } else if (!each.resting()) {
                withCaller.remove(each.entry().id());
                next.add(each);
            }
        }
        Iterator<Waiting> others = alone.values().iterator();
        for (int free = lanes; free > 0 && others.hasNext(); ) {
            Waiting each = others.next();
            if (!each.resting()) {
                others.remove();
                next.add(each);
                free--;
            }
        }
        return next;
    }

    /// The earliest deadline, or an earlier one that is none any more; [Instant#MAX] when nothing waits.
    Instant firstDeadline() {
        return firstDeadline;
    }

    private Stream<Waiting> all() {
        return Stream.concat(withCaller.values().stream(), alone.values().stream());
    }
}
