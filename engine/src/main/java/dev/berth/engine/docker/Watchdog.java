package dev.berth.engine.docker;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Breaks off what takes too long on the thread of a caller, by closing what it reads from.
final class Watchdog implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;

    Watchdog() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("engine watchdog").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /// Runs the bite after the limit, unless the watch is closed before.
    Watch watch(Duration limit, Runnable bite) {
        ScheduledFuture<?> bites = timer.schedule(bite, limit.toNanos(), TimeUnit.NANOSECONDS);
        return () -> bites.cancel(false);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /// Ends with its block.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
