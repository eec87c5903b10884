package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.kit.Durations;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// When it counts as well, and what follows when it ends.
final class ConditionOptions {

    @Option(
            names = "--health-endpoint",
            paramLabel = "PATH",
            order = 20,
            description = "It is ready when GET PATH answers 200 to 299 (default: when its port opens).")
    private @Nullable String endpoint;

    @Option(names = "--health-tcp", order = 20, description = "Its port is tried again and again.")
    private boolean tcp;

    @Option(
            names = "--health-command",
            paramLabel = "TEXT",
            order = 20,
            description = "It is well when /bin/sh -c TEXT ends with code 0 inside its container.")
    private @Nullable String command;

    @Option(
            names = "--no-health",
            order = 20,
            description = "It has no health check any more: it is ready when its port opens.")
    private boolean none;

    @Option(
            names = "--health-interval",
            paramLabel = "TIME",
            order = 21,
            description = "Between checks (default: 30s).")
    private @Nullable Duration interval;

    @Option(names = "--health-timeout", paramLabel = "TIME", order = 22, description = "For each check (default: 5s).")
    private @Nullable Duration timeout;

    @Option(
            names = "--health-retries",
            paramLabel = "NUMBER",
            order = 23,
            description = "Failures in a row that make it unhealthy (default: 3).")
    private @Nullable Integer retries;

    @Option(
            names = "--health-start-period",
            paramLabel = "TIME",
            order = 24,
            description = "How long after its start failures do not count (default: 0s).")
    private @Nullable Duration startPeriod;

    @Option(
            names = {"-r", "--restart"},
            paramLabel = "POLICY",
            order = 25,
            description = "When it ends by itself: no, on-failure[:RETRIES] (the default, with 3) or always.")
    private @Nullable String restart;

    @Option(
            names = "--stop-grace",
            paramLabel = "TIME",
            order = 26,
            description = "Between being asked to end and being killed (default: 10s).")
    private @Nullable Duration stopGrace;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            order = 27,
            description = "How long open calls may go on before it is asked to end (default: 30s).")
    private @Nullable Duration drain;

    @Option(
            names = "--overlap",
            negatable = true,
            order = 28,
            description = "At an update the new instance gets ready while the old one still takes calls (default: no).")
    private @Nullable Boolean overlap;

    void addTo(ObjectNode body, Readings readings) {
        ObjectNode health = health(readings);
        if (none && !health.isEmpty()) {
            throw wrong(readings, "Give --no-health or other options of the health check, not both.");
        }
        if (none) {
            body.putNull("health_check");
        } else if (!health.isEmpty()) {
            body.set("health_check", health);
        }
        if (restart != null) {
            body.set("restart", readings.read("--restart", restart, RestartText::parse));
        }
        put(body, "stop_grace", stopGrace);
        put(body, "drain", drain);
        if (overlap != null) {
            body.put("overlap", overlap);
        }
    }

    private ObjectNode health(Readings readings) {
        ObjectNode health = kind(readings);
        boolean named = !health.isEmpty();
        put(health, "interval", interval);
        put(health, "timeout", timeout);
        if (retries != null) {
            health.put("retries", retries);
        }
        put(health, "start_period", startPeriod);
        if (!health.isEmpty() && !named && !readings.change()) {
            throw wrong(
                    readings,
                    "Options of the health check need one of --health-endpoint, --health-tcp and --health-command.");
        }
        return health;
    }

    /// What is asked; of an agent that may have been asked in another way, that is taken away.
    private ObjectNode kind(Readings readings) {
        if (Stream.of(endpoint != null, tcp, command != null)
                        .filter(each -> each)
                        .count()
                > 1) {
            throw wrong(readings, "Give only one of --health-endpoint, --health-tcp and --health-command.");
        }
        ObjectNode kind = JsonNodeFactory.instance.objectNode();
        if (readings.change() && (endpoint != null || tcp || command != null)) {
            kind.putNull("type").putNull("endpoint").putNull("command");
        }
        if (endpoint != null) {
            kind.put("endpoint", endpoint);
        }
        if (tcp) {
            kind.put("type", "tcp");
        }
        if (command != null) {
            kind.putArray("command").add("/bin/sh").add("-c").add(command);
        }
        return kind;
    }

    private static ParameterException wrong(Readings readings, String message) {
        return new ParameterException(readings.spec().commandLine(), message);
    }

    private static void put(ObjectNode node, String name, @Nullable Duration value) {
        if (value != null) {
            node.put(name, Durations.format(value));
        }
    }
}
