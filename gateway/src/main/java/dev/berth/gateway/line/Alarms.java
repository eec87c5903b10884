package dev.berth.gateway.line;

import java.time.Duration;
import java.time.Instant;

/// The deliverer's clock.
public interface Alarms {

    Instant now();

    /// Runs something once, when this time has gone by. Must not run it within the call.
    void after(Duration delay, Runnable what);
}
