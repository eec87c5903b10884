package dev.berth.edge;

import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An observer that tells a test what it heard.
public final class WatchedExchange implements ExchangeObserver {

    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<String> left = new CompletableFuture<>();
    private final CompletableFuture<Integer> answered = new CompletableFuture<>();
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger reused = new AtomicInteger();

    /// How an exchange ended.
    public record Ending(Outcome outcome, long bytesIn, long bytesOut) {}

    @Override
    public void upstreamConnected(boolean wasReused) {
        connects.incrementAndGet();
        if (wasReused) {
            reused.incrementAndGet();
        }
    }

    @Override
    public void finished(Outcome outcome, long bytesIn, long bytesOut) {
        if (!ending.complete(new Ending(outcome, bytesIn, bytesOut))) {
            throw new IllegalStateException("finished twice");
        }
    }

    @Override
    public void answered(int status) {
        answered.complete(status);
    }

    @Override
    public void clientLeft() {
        if (!left.complete("left") || ending.isDone()) {
            throw new IllegalStateException("left twice, or after the end");
        }
    }

    /// Waits until the exchange goes on without its client.
    public void awaitClientLeft() {
        left.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean hasClientLeft() {
        return left.isDone();
    }

    /// Waits for the head of the answer.
    public int awaitStatus() {
        return answered.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean hasEnded() {
        return ending.isDone();
    }

    public int connects() {
        return connects.get();
    }

    public int reused() {
        return reused.get();
    }

    /// Waits for the end of the exchange.
    public Ending ending() {
        return ending.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
