package dev.berth.protocol.api;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Stopping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads when an agent counts as well, what follows when it ends, and how it is ended.
final class ConditionsReader {

    private static final HealthCheck.Timing STANDARD = HealthCheck.Timing.DEFAULT;
    private static final int MOST_WORDS = 64;

    private ConditionsReader() {}

    static HealthCheck healthCheck(Fields body) {
        return body.orBare("health_check", "endpoint")
                .flatMap(ConditionsReader::check)
                .orElse(new HealthCheck.PortOpen());
    }

    static RestartPolicy restart(Fields body) {
        return body.orBare("restart", "mode").flatMap(ConditionsReader::policy).orElse(RestartPolicy.DEFAULT);
    }

    static Stopping stopping(Fields body) {
        Duration drain = body.read("drain", value -> new Stopping(Values.duration(value), Duration.ZERO).drain())
                .orElse(Stopping.DEFAULT.drain());
        Duration grace = body.read("stop_grace", value -> new Stopping(Duration.ZERO, Values.duration(value)).grace())
                .orElse(Stopping.DEFAULT.grace());
        return new Stopping(drain, grace);
    }

    private enum Type {
        HTTP,
        TCP,
        COMMAND
    }

    /// Its type follows from its fields, unless it is said.
    private static Optional<HealthCheck> check(Fields fields) {
        Type type = fields.word("type", Type.class).orElse(fields.has("command") ? Type.COMMAND : Type.HTTP);
        Optional<String> path = fields.read(
                "endpoint", value -> new HealthCheck.Http(Values.within(Values.text(value), 1, 2048), STANDARD).path());
        List<String> argv = fields.list("command", MOST_WORDS, value -> Values.within(Values.text(value), 1, 4096));
        misfits(fields, type);
        Optional<HealthCheck.Timing> timing = timing(fields);
        fields.end();
        return timing.flatMap(each -> switch (type) {
            case HTTP -> path.map(text -> new HealthCheck.Http(text, each));
            case TCP -> Optional.of(new HealthCheck.Tcp(each));
            case COMMAND -> fields.build("command", () -> new HealthCheck.Command(argv, each));
        });
    }

    private static void misfits(Fields fields, Type type) {
        boolean endpoint = fields.has("endpoint");
        if (type == Type.HTTP && !endpoint) {
            fields.refuse("endpoint", "is missing: the path that answers 200 to 299 when the agent is well.");
        }
        if (type != Type.HTTP && endpoint) {
            fields.refuse("endpoint", "belongs to a health check of the type http.");
        }
        if (type != Type.COMMAND && fields.has("command")) {
            fields.refuse("command", "belongs to a health check of the type command.");
        }
    }

    private static Optional<HealthCheck.Timing> timing(Fields fields) {
        Duration interval = fields.duration("interval").orElse(STANDARD.interval());
        Duration timeout = fields.duration("timeout").orElse(STANDARD.timeout());
        int retries = fields.read("retries", Values::integer).orElse(STANDARD.retries());
        Duration startPeriod = fields.duration("start_period").orElse(STANDARD.startPeriod());
        return fields.build("", () -> new HealthCheck.Timing(interval, timeout, retries, startPeriod));
    }

    private static Optional<RestartPolicy> policy(Fields fields) {
        RestartPolicy standard = RestartPolicy.DEFAULT;
        RestartPolicy.Mode mode = fields.read("mode", value -> Values.word(value, RestartPolicy.Mode.class))
                .orElse(standard.mode());
        int retries = fields.read("max_retries", Values::integer).orElse(standard.maxRetries());
        Duration delay = fields.read("delay", Values::duration).orElse(standard.firstDelay());
        Duration longest = standard.maxDelay().compareTo(delay) < 0 ? delay : standard.maxDelay();
        Duration maxDelay = fields.read("max_delay", Values::duration).orElse(longest);
        fields.end();
        return fields.build("", () -> new RestartPolicy(mode, retries, delay, maxDelay));
    }
}
