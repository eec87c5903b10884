package dev.berth.e2e.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what a scenario expects, with a limit.
public final class Until {

    private static final long LOOK_EVERY = Duration.ofMillis(20).toNanos();

    private Until() {}

    /// @param what names the expectation in the failure: `the agent runs`
    public static void holds(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within %s: %s".formatted(limit, what));
            }
            LockSupport.parkNanos(LOOK_EVERY);
        }
    }
}
