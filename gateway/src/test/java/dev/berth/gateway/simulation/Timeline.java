package dev.berth.gateway.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/// Time that passes only from event to event, and a clock that may be put forward and back while it does.
final class Timeline {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long order;
    private long now;
    private Duration ahead = Duration.ZERO;

    /// What events belong to; those of one that is over do not happen.
    static final class Scope {

        private boolean over;

        void end() {
            over = true;
        }

        boolean isOver() {
            return over;
        }
    }

    private record Event(long at, long order, Scope scope, Runnable what) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// Milliseconds since the start, whatever clocks say.
    long millis() {
        return now;
    }

    /// What the clock says.
    Instant clock() {
        return START.plusMillis(now).plus(ahead);
    }

    void putClock(Duration by) {
        ahead = ahead.plus(by);
    }

    void after(Duration delay, Scope scope, Runnable what) {
        // Rounded up: nobody is woken before his time.
        long millis = delay.plusNanos(999_999).toMillis();
        events.add(new Event(now + Math.max(0, millis), order++, scope, what));
    }

    void after(long millis, Scope scope, Runnable what) {
        after(Duration.ofMillis(millis), scope, what);
    }

    /// Lets the next event happen; false when there is none until then.
    boolean step(long until) {
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event next = events.remove();
            now = next.at();
            if (!next.scope().isOver()) {
                next.what().run();
                return true;
            }
        }
        now = until;
        return false;
    }
}
