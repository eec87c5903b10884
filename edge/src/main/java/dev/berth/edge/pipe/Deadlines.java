package dev.berth.edge.pipe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Watches the deadlines of one event loop's connections with a single clock that ticks coarsely.
///
/// Setting a deadline is one addition: no timer is made for a request. Deadlines are kept to the length of a tick.
final class Deadlines {

    static final long NEVER = Long.MAX_VALUE;

    private final Set<Timed> watched = Collections.newSetFromMap(new IdentityHashMap<>());
    private final long origin;
    private long now;

    Deadlines(long nanoTime) {
        this.origin = nanoTime;
    }

    /// Nanoseconds since this began, as of the last tick.
    long now() {
        return now;
    }

    long after(Duration wait) {
        return now + wait.toNanos();
    }

    void watch(Timed timed) {
        watched.add(timed);
    }

    void forget(Timed timed) {
        watched.remove(timed);
    }

    /// Ends everything that has nothing under way.
    void closeIdle() {
        List.copyOf(watched).forEach(Timed::closeIfIdle);
    }

    /// Ends everything that is watched. Upstreams come last: an exchange that is ended does not take that for a fault
    /// of its upstream.
    void cutAll() {
        List<Timed> all = List.copyOf(watched);
        all.stream().filter(timed -> !(timed instanceof UpstreamConnection)).forEach(Timed::cut);
        all.stream().filter(UpstreamConnection.class::isInstance).forEach(Timed::cut);
    }

    void tick(long nanoTime) {
        now = nanoTime - origin;
        List<Timed> expired = new ArrayList<>();
        for (Timed timed : watched) {
            if (timed.deadline() <= now) {
                expired.add(timed);
            }
        }
        for (Timed timed : expired) {
            if (timed.deadline() <= now) {
                timed.expired();
            }
        }
    }
}
