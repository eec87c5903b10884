package dev.berth.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what a test expects, with a limit that only a broken system reaches.
public final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(10).toNanos();

    private Eventually() {}

    /// @param what names the expectation in the failure: `the container ends`
    public static void holds(String what, BooleanSupplier condition) {
        get(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// @return the first answer that is not empty
    public static <T> T get(String what, Supplier<Optional<T>> question) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Optional<T> answer = question.get();
        while (answer.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            answer = question.get();
        }
        return answer.get();
    }
}
