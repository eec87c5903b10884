package dev.berth.protocol.api;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Stopping;
import java.time.Duration;
import java.util.Optional;

/// Reads when an agent counts as well, what follows when it ends, and how it is ended.
final class ConditionsReader {

    private ConditionsReader() {}

    static HealthCheck healthCheck(Fields body) {
        return body.orBare("health_check", "endpoint")
                .flatMap(ConditionsReader::http)
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

    private static Optional<HealthCheck> http(Fields fields) {
        HealthCheck.Timing standard = HealthCheck.Timing.DEFAULT;
        if (!fields.has("endpoint")) {
            fields.refuse("endpoint", "is missing: the path that answers 200 to 299 when the agent is well.");
        }
        Optional<String> path = fields.read(
                "endpoint", value -> new HealthCheck.Http(Values.within(Values.text(value), 1, 2048), standard).path());
        Duration interval = fields.read("interval", Values::duration).orElse(standard.interval());
        Duration timeout = fields.read("timeout", Values::duration).orElse(standard.timeout());
        int retries = fields.read("retries", Values::integer).orElse(standard.retries());
        Duration startPeriod = fields.read("start_period", Values::duration).orElse(standard.startPeriod());
        fields.end();
        return fields.build("", () -> new HealthCheck.Timing(interval, timeout, retries, startPeriod))
                .flatMap(timing -> path.map(text -> new HealthCheck.Http(text, timing)));
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
