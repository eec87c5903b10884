package dev.berth.hostd.instances;

import dev.berth.domain.agent.HealthCheck;
import java.time.Duration;

/// How the waiting for an instance's readiness, and the watching over it, goes on.
///
/// @param delay until the next probe of one that is not ready
/// @param failures in a row of one that was ready
record Probing(Duration delay, int failures) {

    private static final Duration FIRST = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(500);

    static Probing fresh() {
        return new Probing(FIRST, 0);
    }

    /// Longer by a part, so that no start is noticed later than by that part of the time that it took. A refused
    /// connection costs next to nothing, a request costs the agent something.
    Probing later(HealthCheck check) {
        int part = switch (check) {
            case HealthCheck.PortOpen _, HealthCheck.Tcp _ -> 32;
            case HealthCheck.Http _, HealthCheck.Command _ -> 10;
        };
        Duration longer = delay.plus(delay.dividedBy(part));
        return new Probing(longer.compareTo(LONGEST) < 0 ? longer : LONGEST, failures);
    }

    Probing failedOnce() {
        return new Probing(FIRST, failures + 1);
    }
}
