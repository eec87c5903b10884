package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.StartPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads how Berth deals with an agent's calls and with its sleep.
///
/// Each value is tried with the others at their defaults, so that a fault is told at its own field.
final class ConductReader {

    private static final int MOST_STATUSES = 200;

    private ConductReader() {}

    static Conduct read(Fields fields) {
        StartPolicy start = fields.read("start", value -> Values.word(value, StartPolicy.class))
                .orElse(StartPolicy.ON_DEPLOY);
        boolean open = fields.flag("public", false);
        return new Conduct(start, open, calls(fields), idle(fields), fields.flag("overlap", false));
    }

    private static CallPolicy calls(Fields fields) {
        CallPolicy standard = CallPolicy.DEFAULT;
        CallPolicy.Redelivery redelivery = fields.read(
                        "redelivery", value -> Values.word(value, CallPolicy.Redelivery.class))
                .orElse(standard.redelivery());
        CallPolicy.Order order = fields.read("order", value -> Values.word(value, CallPolicy.Order.class))
                .orElse(standard.order());
        int concurrency = fields.read("concurrency", value -> concurrency(Values.integer(value)))
                .orElse(standard.concurrency());
        CallPolicy.WhenStopped whenStopped = fields.read(
                        "when_stopped", value -> Values.word(value, CallPolicy.WhenStopped.class))
                .orElse(standard.whenStopped());
        List<Integer> retryOn = fields.list("retry_on", MOST_STATUSES, ConductReader::status);
        boolean waitingPage = fields.flag("waiting_page", standard.waitingPage());
        return new CallPolicy(
                JournalReader.read(fields),
                redelivery,
                order,
                concurrency,
                whenStopped,
                new HashSet<>(retryOn),
                waitingPage);
    }

    private static int concurrency(int number) {
        CallPolicy standard = CallPolicy.DEFAULT;
        return new CallPolicy(
                        standard.journal(),
                        standard.redelivery(),
                        standard.order(),
                        number,
                        standard.whenStopped(),
                        Set.of())
                .concurrency();
    }

    private static int status(JsonNode value) {
        CallPolicy standard = CallPolicy.DEFAULT;
        int status = Values.integer(value);
        return new CallPolicy(
                        standard.journal(),
                        standard.redelivery(),
                        standard.order(),
                        standard.concurrency(),
                        standard.whenStopped(),
                        Set.of(status))
                .retryOn()
                .iterator()
                .next();
    }

    private static IdlePolicy idle(Fields fields) {
        return fields.object("idle").flatMap(ConductReader::idlePolicy).orElse(IdlePolicy.OFF);
    }

    private static Optional<IdlePolicy> idlePolicy(Fields fields) {
        Optional<Duration> freezeAfter = fields.read("freeze_after", ConductReader::idleTime);
        Optional<Duration> stopAfter = fields.read("stop_after", ConductReader::idleTime);
        double cpu = fields.read("cpu", ConductReader::cores).orElse(IdlePolicy.DEFAULT_CPU);
        fields.end();
        return fields.build("", () -> new IdlePolicy(freezeAfter, stopAfter, cpu));
    }

    private static Duration idleTime(JsonNode value) {
        Duration after = Values.duration(value);
        return new IdlePolicy(Optional.of(after), Optional.empty(), IdlePolicy.DEFAULT_CPU)
                .freezeAfter()
                .orElseThrow();
    }

    private static double cores(JsonNode value) {
        if (!value.isNumber()) {
            throw new IllegalArgumentException("must be a number of cores such as 0.05, not " + Values.brief(value));
        }
        return new IdlePolicy(Optional.empty(), Optional.empty(), value.doubleValue()).cpu();
    }
}
