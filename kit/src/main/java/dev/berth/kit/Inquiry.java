package dev.berth.kit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks what may hang, for those who cannot wait for it: it is asked on a thread of its own, once at a time, and nobody
/// waits for longer than the patience after it was asked. Whoever comes while it is being asked gets that answer too.
///
/// For any thread.
public final class Inquiry<T> {

    private final Duration patience;
    private final Supplier<T> question;
    private final ReentrantLock lock = new ReentrantLock(); // guards the two fields below it
    private @Nullable FutureTask<T> asked;
    private long askedAt;

    /// @param question fails for whoever waits for it when it throws
    public Inquiry(Duration patience, Supplier<T> question) {
        this.patience = patience;
        this.question = question;
    }

    /// @return empty when there is no answer yet
    public Optional<T> ask() {
        FutureTask<T> task;
        long left;
        lock.lock();
        try {
            task = asked;
            if (task == null || task.isDone()) {
                task = new FutureTask<>(question::get);
                asked = task;
                askedAt = System.nanoTime();
                Thread.ofVirtual().name("inquiry").start(task);
            }
            left = patience.toNanos() - (System.nanoTime() - askedAt);
        } finally {
            lock.unlock();
        }
        return answer(task, left);
    }

    private static <T> Optional<T> answer(FutureTask<T> task, long nanos) {
        try {
            return Optional.of(task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }
}
