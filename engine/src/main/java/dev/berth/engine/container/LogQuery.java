package dev.berth.engine.container;

import java.time.Instant;

/// Which part of a container's log is wanted: the last `tail` entries of those from `since` (included) to
/// `until`, and, when following, whatever is written until the container ends.
///
/// @param tail [#ALL] for no bound
/// @param since [Instant#EPOCH] for no bound
/// @param until [Instant#MAX] for no bound
public record LogQuery(int tail, Instant since, Instant until, boolean follow) {

    public static final int ALL = Integer.MAX_VALUE;

    public LogQuery {
        if (tail < 0) {
            throw new IllegalArgumentException("a tail is not negative: " + tail);
        }
    }

    public static LogQuery everything() {
        return new LogQuery(ALL, Instant.EPOCH, Instant.MAX, false);
    }

    public static LogQuery last(int lines) {
        return new LogQuery(lines, Instant.EPOCH, Instant.MAX, false);
    }

    public LogQuery from(Instant start) {
        return new LogQuery(tail, start, until, follow);
    }

    public LogQuery to(Instant end) {
        return new LogQuery(tail, since, end, follow);
    }

    public LogQuery following() {
        return new LogQuery(tail, since, until, true);
    }
}
