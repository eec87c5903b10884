package dev.berth.app.server;

import dev.berth.domain.agent.AgentId;
import dev.berth.edge.route.Outcome;
import dev.berth.gateway.CallLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Calls of agents as figures: how many, how they ended, how long they took. Not by agent, because of those there may
/// be any number.
final class GatewayMeters implements CallLog {

    private final AtomicLong underWay;
    private final Map<Outcome, Timer> ended = new EnumMap<>(Outcome.class);
    private final Counter bytesIn;
    private final Counter bytesOut;

    GatewayMeters(MeterRegistry meters) {
        this.underWay = new AtomicLong();
        meters.gauge("berth.gateway.calls.under.way", underWay);
        for (Outcome outcome : Outcome.values()) {
            ended.put(
                    outcome,
                    Timer.builder("berth.gateway.calls")
                            .description("Calls of agents, from the head of the request to the end of its answer")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .serviceLevelObjectives(
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(10),
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(10))
                            .register(meters));
        }
        this.bytesIn = meters.counter("berth.gateway.request.bytes");
        this.bytesOut = meters.counter("berth.gateway.answer.bytes");
    }

    @Override
    public void began(AgentId agent) {
        underWay.incrementAndGet();
    }

    @Override
    public void finished(AgentId agent, Ending ending) {
        underWay.decrementAndGet();
        Timer timer = ended.get(ending.outcome());
        if (timer != null) {
            timer.record(ending.nanos(), TimeUnit.NANOSECONDS);
        }
        bytesIn.increment((double) ending.bytesIn());
        bytesOut.increment((double) ending.bytesOut());
    }
}
