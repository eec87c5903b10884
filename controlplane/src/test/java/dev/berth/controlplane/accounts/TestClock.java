package dev.berth.controlplane.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands until it is moved.
public final class TestClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-01T12:00:00.123Z");

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void forward(Duration by) {
        now = now.plus(by);
    }
}
