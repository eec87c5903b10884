package dev.berth.domain.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How Berth finds out that an agent is able to work.
public sealed interface HealthCheck {

    /// It is ready as soon as its port accepts connections.
    record PortOpen() implements HealthCheck {}

    /// It is ready when `GET path` on its port answers 200 to 299.
    record Http(String path, Timing timing) implements HealthCheck {

        private static final Pattern PATH = Pattern.compile("/[!-~]{0,1999}");

        public Http {
            if (!PATH.matcher(path).matches()) {
                throw new IllegalArgumentException(
                        "a health endpoint begins with / and is printable ASCII without spaces: " + path);
            }
        }
    }

    /// It is well when its port accepts a connection, tried again and again.
    record Tcp(Timing timing) implements HealthCheck {}

    /// It is well when this command ends with code 0 inside its container.
    ///
    /// @param argv the program and its words, at most 64; no shell unless it is one
    record Command(List<String> argv, Timing timing) implements HealthCheck {

        private static final int MOST_WORDS = 64;

        public Command {
            argv = List.copyOf(argv);
            if (argv.isEmpty() || argv.getFirst().isBlank() || argv.size() > MOST_WORDS) {
                throw new IllegalArgumentException(
                        "the command of a health check needs a program and at most %d words".formatted(MOST_WORDS));
            }
        }
    }

    /// How often it is asked; empty for one that is only asked until it is ready.
    default Optional<Timing> repeated() {
        return switch (this) {
            case PortOpen _ -> Optional.empty();
            case Http http -> Optional.of(http.timing());
            case Tcp tcp -> Optional.of(tcp.timing());
            case Command command -> Optional.of(command.timing());
        };
    }

    /// @param retries failures in a row that make a running agent unhealthy
    /// @param startPeriod failures this soon after the start do not count
    record Timing(Duration interval, Duration timeout, int retries, Duration startPeriod) {

        private static final Duration LONGEST = Duration.ofHours(1);

        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ofSeconds(0));

        public Timing {
            if (!within(interval) || !within(timeout) || !(startPeriod.isZero() || within(startPeriod))) {
                throw new IllegalArgumentException(
                        ("the interval and the timeout of a health check must be above 0s, its start period not negative,"
                                        + " each at most 1h: %s, %s, %s")
                                .formatted(TimeText.of(interval), TimeText.of(timeout), TimeText.of(startPeriod)));
            }
            if (retries < 1 || retries > 100) {
                throw new IllegalArgumentException("retries must be between 1 and 100: " + retries);
            }
        }

        private static boolean within(Duration duration) {
            return duration.isPositive() && duration.compareTo(LONGEST) <= 0;
        }
    }
}
