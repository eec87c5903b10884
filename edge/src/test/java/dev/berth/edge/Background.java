package dev.berth.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Runs what blocks in threads of its own: the common pool of a small machine has one.
public final class Background {

    private Background() {}

    public static <T> CompletableFuture<T> supply(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    public static CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, task -> Thread.ofVirtual().start(task));
    }

    /// Waits until a latch is open, which no correct code takes ten seconds for.
    public static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Lets the other side get ahead as far as it is let. Correct code passes however short this is.
    public static void letBuffersFill(Duration time) {
        CompletableFuture<String> over = new CompletableFuture<>();
        over.completeOnTimeout("over", time.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
