package dev.berth.edge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

    /// Lets the other side get ahead as far as it is let. Correct code passes however short this is.
    public static void letBuffersFill(Duration time) {
        CompletableFuture<String> over = new CompletableFuture<>();
        over.completeOnTimeout("over", time.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
