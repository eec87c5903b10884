package dev.berth.app.server;

import dev.berth.gateway.callback.CallbackLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/// Callbacks as figures.
final class CallbackMeters implements CallbackLog {

    private final Counter taken;
    private final Counter failed;
    private final Counter givenUp;

    CallbackMeters(MeterRegistry meters) {
        this.taken = attempts(meters, "taken");
        this.failed = attempts(meters, "failed");
        this.givenUp = Counter.builder("berth.callbacks.given.up")
                .description("Callbacks that are posted no more")
                .register(meters);
    }

    private static Counter attempts(MeterRegistry meters, String outcome) {
        return Counter.builder("berth.callbacks.attempts")
                .description("Posts of callbacks")
                .tag("outcome", outcome)
                .register(meters);
    }

    /// @param open how many callbacks are owed
    static void gauge(MeterRegistry meters, LongSupplier open) {
        Gauge.builder("berth.callbacks.open", open, LongSupplier::getAsLong)
                .description("Callbacks that are owed")
                .strongReference(true)
                .register(meters);
    }

    @Override
    public void attempted(boolean isTaken) {
        (isTaken ? taken : failed).increment();
    }

    @Override
    public void givenUp() {
        givenUp.increment();
    }
}
