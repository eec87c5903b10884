package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import java.util.concurrent.TimeUnit;

/// How long a client is still waited for while it sends a body.
///
/// It has a budget of time, pays for as long as it is waited for, and earns by what it sends. So a body that trickles
/// ends as one that stops does, and a client that is held up by the other side pays nothing.
final class Pace {

    private static final long NOT_WAITING = -1;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Deadlines clock;
    private final long budget;
    private final int bytesPerSecond;
    private long left;
    private long waitingSince = NOT_WAITING;

    Pace(Deadlines clock, EdgeLimits.Times times) {
        this.clock = clock;
        this.budget = times.body().toNanos();
        this.bytesPerSecond = times.bodyRate();
        this.left = budget;
    }

    /// The client is waited for, from now on if it was not before.
    ///
    /// @return until when, in the nanoseconds of [Deadlines#now()]
    long waiting() {
        pause();
        waitingSince = clock.now();
        return waitingSince + left;
    }

    /// The client is not waited for.
    void pause() {
        if (waitingSince != NOT_WAITING) {
            left -= clock.now() - waitingSince;
            waitingSince = NOT_WAITING;
        }
    }

    void received(int bytes) {
        if (bytes > 0) {
            long earned = bytesPerSecond == 0 ? budget : bytes * SECOND / bytesPerSecond;
            left = Math.min(budget, left + earned);
        }
    }
}
