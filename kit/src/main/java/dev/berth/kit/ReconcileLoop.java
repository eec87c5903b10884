package dev.berth.kit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one pass at a time: soon after a signal, and at least once every resync period.
///
/// Signals are hints. Many signals during a pass cause one further pass, and a lost signal only
/// delays the next pass, so a pass must look at the whole state and never at the signal.
public final class ReconcileLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

    /// One look at the whole state, and what follows from it.
    @FunctionalInterface
    public interface Pass {
        /// @return how long until the next pass is due without a signal, at most the resync period
        Duration run() throws InterruptedException;
    }

    private final String name;
    private final Duration resync;
    private final Pass pass;
    private final Semaphore signals = new Semaphore(0);
    private final Thread thread;

    public ReconcileLoop(String name, Duration resync, Pass pass) {
        this.name = name;
        this.resync = resync;
        this.pass = pass;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// Begins with a pass at once.
    public ReconcileLoop start() {
        signal();
        thread.start();
        return this;
    }

    /// Asks for a pass soon. Never blocks.
    public void signal() {
        signals.release();
    }

    private void run() {
        Duration wait = resync;
        try {
            while (true) {
                boolean signalled = signals.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                signals.drainPermits();
                wait = runPass(signalled);
            }
        } catch (InterruptedException _) {
            LOG.atDebug().addKeyValue("loop", name).log("reconcile loop closed");
        }
    }

    /// The only place that catches everything: a failed pass must not end the loop.
    private Duration runPass(boolean signalled) throws InterruptedException {
        try {
            Duration next = pass.run();
            return next.compareTo(resync) < 0 ? next : resync;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("loop", name)
                    .addKeyValue("signalled", signalled)
                    .setCause(e)
                    .log("reconcile pass failed");
            return resync.dividedBy(10);
        }
    }

    /// Ends the loop and waits for a pass that is under way, at most ten seconds.
    @Override
    public void close() {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            boolean ended = thread.join(Duration.ofSeconds(10));
            if (!ended) {
                LOG.atWarn().addKeyValue("loop", name).log("reconcile pass did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
