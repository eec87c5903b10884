package dev.berth.controlplane.accounts;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Lets each token ask so many times a second, with a reserve for bursts that fills up again.
public final class RateLimit {

    private static final int MOST_TOKENS = 10_000;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanoTime;

    /// Guards the map and what is in it. The token that asked longest ago gives way.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /// @param perSecond 0 for no limit
    /// @param nanoTime a clock that only moves forward
    public RateLimit(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    private static final class Bucket {
        private double left;
        private long at;

        private Bucket(double left, long at) {
            this.left = left;
            this.at = at;
        }
    }

    /// Takes one request of a token's share.
    ///
    /// @return how long to wait when nothing is left of it; empty when it may go on
    public Optional<Duration> take(String token) {
        if (perSecond == 0) {
            return Optional.empty();
        }
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Bucket bucket = buckets.computeIfAbsent(token, _ -> new Bucket(burst, now));
            if (buckets.size() > MOST_TOKENS) {
                buckets.remove(buckets.keySet().iterator().next());
            }
            bucket.left = Math.min(burst, bucket.left + (now - bucket.at) / NANOS * perSecond);
            bucket.at = now;
            if (bucket.left < 1) {
                return Optional.of(Duration.ofNanos((long) ((1 - bucket.left) / perSecond * NANOS)));
            }
            bucket.left--;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
