package dev.berth.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until it is put forward.
public final class ManualClock implements InstantSource {

    private volatile Instant now = Offers.NOON;

    @Override
    public Instant instant() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }
}
