package dev.berth.kit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs passes for many keys: those of one key one after another, those of different keys side by side.
///
/// A lane is what [ReconcileLoop] is for one thing: many signals during a pass cause one further pass, so a
/// pass must look at the state and never at the signal. It costs a virtual thread while it has something to do
/// or to wait for, and nothing afterwards.
///
/// @param <K> what a lane is for
public final class Lanes<K> implements AutoCloseable {

    /// One look at the state of a key, and what follows from it.
    @FunctionalInterface
    public interface Pass<K> {
        /// @return how long until the next pass is due without a signal, [#REST] when none is
        Duration run(K key) throws InterruptedException;
    }

    /// Nothing is to be done without a signal.
    public static final Duration REST = ChronoUnit.FOREVER.getDuration();

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final String name;
    private final Pass<K> pass;
    private final Map<K, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Lanes(String name, Pass<K> pass) {
        this.name = name;
        this.pass = pass;
    }

    /// Asks for a pass of this key soon. Never blocks.
    public void signal(K key) {
        lanes.compute(key, (_, lane) -> {
            if (lane != null) {
                lane.signals.release();
                return lane;
            }
            return closed ? null : new Lane(key).started();
        });
    }

    /// Interrupts every pass that is under way and waits for its end, at most five seconds.
    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(lane -> lane.thread.interrupt());
        long deadline = System.nanoTime() + CLOSING.toNanos();
        for (Lane lane : lanes.values()) {
            try {
                boolean ended = lane.thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                if (!ended) {
                    LOG.atWarn().addKeyValue("loop", lane.thread.getName()).log("lane did not end in time");
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// The passes of one key.
    private final class Lane {

        private final K key;
        private final Semaphore signals = new Semaphore(0);
        private final Thread thread;

        Lane(K key) {
            this.key = key;
            this.thread = Thread.ofVirtual().name(name + " " + key).unstarted(this::run);
        }

        Lane started() {
            thread.start();
            return this;
        }

        private void run() {
            try {
                do {
                    signals.drainPermits();
                    Duration wait = runPass();
                    if (!wait.equals(REST)) {
                        boolean _ = signals.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
                    } else if (endedUnsignalled()) {
                        return;
                    }
                } while (!closed);
            } catch (InterruptedException _) {
                LOG.atDebug().addKeyValue("loop", thread.getName()).log("lane closed");
            } finally {
                lanes.remove(key, this);
            }
        }

        /// Catches everything: a failed pass must not end the lane.
        private Duration runPass() throws InterruptedException {
            try {
                return pass.run(key);
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("loop", thread.getName()).setCause(e).log("lane pass failed");
                return AFTER_FAILURE;
            }
        }

        private boolean endedUnsignalled() {
            return lanes.computeIfPresent(key, (_, lane) -> lane.signals.availablePermits() > 0 ? lane : null) == null;
        }
    }
}
