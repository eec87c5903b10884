package dev.berth.engine.docker;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Looks again and again for something that comes about within moments, at most for so long.
///
/// @param limit of the looking
record Patience(Duration limit) {

    private static final Duration BETWEEN = Duration.ofMillis(20);

    /// @return what was seen last, whether or not it is as it should be
    <T> T until(Supplier<T> look, Predicate<T> asItShouldBe) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        T seen = look.get();
        while (!asItShouldBe.test(seen) && System.nanoTime() - end < 0) {
            Thread.sleep(BETWEEN);
            seen = look.get();
        }
        return seen;
    }
}
