package dev.berth.engine.docker;

import dev.berth.engine.EngineFailure.EngineUnreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Ends calls that take too long.
///
/// Reads from a unix socket have no time-outs of their own here. So a call runs on a virtual thread, whose
/// interruption closes the socket that it waits for.
final class TimeLimit {

    private TimeLimit() {}

    /// @param what the call, for people: "start container x"
    static <T> T within(Duration limit, String what, Callable<T> call) {
        return whileMoving(limit, limit, what, new AtomicLong(System.nanoTime()), call);
    }

    /// @param stall longest time since the last movement
    /// @param movedAt when the call last moved, by [System#nanoTime]; kept up to date by the call
    static <T> T whileMoving(Duration limit, Duration stall, String what, AtomicLong movedAt, Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = Thread.ofVirtual().name("engine: " + what).unstarted(task);
        long end = System.nanoTime() + limit.toNanos();
        thread.start();
        try {
            while (true) {
                long now = System.nanoTime();
                long left = Math.min(end - now, movedAt.get() + stall.toNanos() - now);
                if (left <= 0) {
                    throw new EngineUnreachable(
                            EngineUnreachable.Obstacle.TOO_SLOW, what + ": no answer in time", null);
                }
                if (isDone(task, left)) {
                    return task.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineUnreachable(EngineUnreachable.Obstacle.INTERRUPTED, what + ": interrupted", e);
        } catch (ExecutionException e) {
            throw asFailure(what, e.getCause() == null ? e : e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    private static boolean isDone(FutureTask<?> task, long nanos) throws InterruptedException {
        try {
            task.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException _) {
            return true;
        }
    }

    /// What went wrong between Berth and the engine is a failure; anything else is a fault of ours.
    private static RuntimeException asFailure(String what, Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException fault when !(cause.getCause() instanceof IOException) -> fault;
            default -> Unreachable.because(what, cause);
        };
    }
}
