package dev.berth.app.server;

import dev.berth.gateway.KeptLog;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.JournalFigures;
import dev.berth.kit.Inquiry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The journal as figures: how much is open and how old, what became of calls, how long the disk takes.
///
/// Figures that the journal itself counts are asked for once for all that one scrape reads; one that hangs holds no
/// scrape up, which reads the last figures then. What only a deliverer sees is told here: [#accepted] and
/// [#attempted].
final class JournalMeters implements KeptLog {

    /// One scrape reads all figures within this time.
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Inquiry<JournalFigures> journal;
    private final Supplier<Optional<String>> stalled;
    private final InstantSource clock;
    private final Timer accepting;
    private final Counter attempts;
    private final ReentrantLock lock = new ReentrantLock(); // guards the two fields below it
    private JournalFigures last;
    private long readAt;

    /// @param journal may hang
    /// @param stalled why the journal takes nothing on; does not hang
    JournalMeters(
            MeterRegistry meters,
            Supplier<JournalFigures> journal,
            Supplier<Optional<String>> stalled,
            InstantSource clock) {
        this.journal = new Inquiry<>(PATIENCE, journal);
        this.stalled = stalled;
        this.clock = clock;
        this.last = journal.get();
        this.readAt = System.nanoTime();
        this.accepting = Timer.builder("berth.journal.accept")
                .description("From a call's arrival to its being on the disk")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(meters);
        this.attempts = Counter.builder("berth.journal.attempts")
                .description("Deliveries that were begun")
                .register(meters);
        gauges(meters);
        counters(meters);
    }

    /// A call was taken on.
    ///
    /// @param nanos from its arrival until it was on the disk
    @Override
    public void accepted(long nanos) {
        accepting.record(nanos, TimeUnit.NANOSECONDS);
    }

    /// A delivery was begun.
    @Override
    public void attempted() {
        attempts.increment();
    }

    private void gauges(MeterRegistry meters) {
        gauge(meters, "berth.journal.open", "Calls that have not ended", JournalFigures::open);
        Gauge.builder("berth.journal.oldest.open.age", this, JournalMeters::oldestSeconds)
                .description("How long the oldest of them has been open; 0 when none is")
                .baseUnit("seconds")
                .register(meters);
        gauge(meters, "berth.journal.disk.bytes", "Segments and bodies", JournalFigures::bytesOnDisk);
        gauge(meters, "berth.journal.segments", "Files of the log", JournalFigures::segments);
        Gauge.builder("berth.journal.stalled", this, me -> me.stalled.get().isPresent() ? 1 : 0)
                .description("1 while it takes nothing on")
                .register(meters);
    }

    private void counters(MeterRegistry meters) {
        counter(
                meters,
                "berth.journal.accepted",
                "Calls taken on",
                figures -> figures.sinceStart().accepted());
        counter(
                meters,
                "berth.journal.delivered",
                "Calls that were answered",
                figures -> figures.sinceStart().completed());
        counter(meters, "berth.journal.syncs", "Batches written to the disk", JournalFigures::batches);
        counter(meters, "berth.journal.records", "Records written to the disk", JournalFigures::records);
        counter(meters, "berth.journal.damaged", "Records that could not be read", JournalFigures::damaged);
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder(
                            "berth.journal.abandoned",
                            this,
                            me -> me.figures().sinceStart().abandoned().getOrDefault(reason, 0L))
                    .description("Calls given up")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private void gauge(MeterRegistry meters, String name, String what, ToDoubleFunction<JournalFigures> figure) {
        Gauge.builder(name, this, me -> figure.applyAsDouble(me.figures()))
                .description(what)
                .register(meters);
    }

    private void counter(MeterRegistry meters, String name, String what, ToDoubleFunction<JournalFigures> figure) {
        FunctionCounter.builder(name, this, me -> figure.applyAsDouble(me.figures()))
                .description(what)
                .register(meters);
    }

    private double oldestSeconds() {
        Instant now = clock.instant();
        return figures()
                .oldestOpen()
                .map(since -> Math.max(0, Duration.between(since, now).toMillis() / 1000.0))
                .orElse(0.0);
    }

    private JournalFigures figures() {
        lock.lock();
        try {
            if (System.nanoTime() - readAt > FRESH_NANOS) {
                last = journal.ask().orElse(last);
                readAt = System.nanoTime();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }
}
