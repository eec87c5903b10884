package dev.berth.domain.agent;

import java.time.Duration;

/// How Berth finds out that an agent is able to work.
public sealed interface HealthCheck {

    /// It is ready as soon as its port accepts connections.
    record PortOpen() implements HealthCheck {}

    /// It is ready when `GET path` on its port answers 200 to 299.
    record Http(String path, Timing timing) implements HealthCheck {
        public Http {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("a health endpoint begins with /: " + path);
            }
        }
    }

    /// @param retries failures in a row that make a running agent unhealthy
    /// @param startPeriod failures this soon after the start do not count
    record Timing(Duration interval, Duration timeout, int retries, Duration startPeriod) {

        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ofSeconds(0));

        public Timing {
            if (!interval.isPositive() || !timeout.isPositive() || startPeriod.isNegative()) {
                throw new IllegalArgumentException("interval and timeout of a health check must be positive");
            }
            if (retries < 1 || retries > 100) {
                throw new IllegalArgumentException("retries must be between 1 and 100: " + retries);
            }
        }
    }
}
