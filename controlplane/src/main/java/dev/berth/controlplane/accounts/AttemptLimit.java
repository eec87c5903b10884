package dev.berth.controlplane.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Stops a peer from guessing tokens: after too many failures, only tokens that it used before are looked at.
///
/// So a guesser gets nowhere, and programs behind the same address that hold good tokens go on.
public final class AttemptLimit {

    private static final int MOST_PEERS = 10_000;
    private static final int MOST_KNOWN = 100;

    private final int failures;
    private final Duration window;
    private final InstantSource clock;

    /// Guards the map and what is in it. The peer that was seen longest ago gives way.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Peer> peers = new LinkedHashMap<>(16, 0.75f, true);

    /// @param failures that are let through within the window
    public AttemptLimit(int failures, Duration window, InstantSource clock) {
        this.failures = failures;
        this.window = window;
        this.clock = clock;
    }

    private static final class Peer {
        private Instant since = Instant.EPOCH;
        private int failed;
        private final Set<TokenHash> known = new HashSet<>();
    }

    /// How long this peer must wait before this token is looked at; empty when it need not.
    public Optional<Duration> wait(String address, TokenHash token) {
        lock.lock();
        try {
            Peer peer = peers.get(address);
            if (peer == null || peer.failed < failures || peer.known.contains(token)) {
                return Optional.empty();
            }
            Duration left = Duration.between(clock.instant(), peer.since.plus(window));
            return left.isPositive() ? Optional.of(left) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    public void failed(String address) {
        lock.lock();
        try {
            Peer peer = peer(address);
            Instant now = clock.instant();
            if (!now.isBefore(peer.since.plus(window))) {
                peer.since = now;
                peer.failed = 0;
            }
            peer.failed++;
        } finally {
            lock.unlock();
        }
    }

    public void succeeded(String address, TokenHash token) {
        lock.lock();
        try {
            Peer peer = peer(address);
            if (peer.known.size() >= MOST_KNOWN) {
                peer.known.clear();
            }
            peer.known.add(token);
        } finally {
            lock.unlock();
        }
    }

    private Peer peer(String address) {
        Peer peer = peers.computeIfAbsent(address, _ -> new Peer());
        if (peers.size() > MOST_PEERS) {
            peers.remove(peers.keySet().iterator().next());
        }
        return peer;
    }
}
