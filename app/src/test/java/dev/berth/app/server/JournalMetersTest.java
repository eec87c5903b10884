package dev.berth.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.JournalFigures;
import dev.berth.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JournalMetersTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger asked = new AtomicInteger();

    private JournalMeters register(Optional<Instant> oldest, Optional<String> stalled) {
        return new JournalMeters(
                meters,
                () -> {
                    asked.incrementAndGet();
                    return new JournalFigures(
                            7,
                            oldest,
                            new JournalFigures.Counts(20, 11, Map.of(Reason.DEADLINE, 2L)),
                            4096,
                            3,
                            5,
                            40,
                            1,
                            stalled);
                },
                () -> stalled,
                InstantSource.fixed(NOON));
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private double counter(String name) {
        return meters.get(name).functionCounter().count();
    }

    @Test
    void tellsHowMuchIsOpenAndHowOldItIs() {
        JournalMeters kept = register(Optional.of(NOON.minusMillis(1500)), Optional.of("the disk is full"));

        assertThat(gauge("berth.journal.open")).isEqualTo(7);
        assertThat(gauge("berth.journal.oldest.open.age")).isEqualTo(1.5);
        assertThat(gauge("berth.journal.disk.bytes")).isEqualTo(4096);
        assertThat(gauge("berth.journal.segments")).isEqualTo(3);
        assertThat(gauge("berth.journal.stalled")).isEqualTo(1);
        assertThat(kept).isNotNull();
    }

    @Test
    void tellsWhatBecameOfCalls() {
        JournalMeters kept = register(Optional.empty(), Optional.empty());
        kept.accepted(TimeUnit.MILLISECONDS.toNanos(3));
        kept.attempted();

        assertThat(counter("berth.journal.accepted")).isEqualTo(20);
        assertThat(counter("berth.journal.delivered")).isEqualTo(11);
        assertThat(meters.get("berth.journal.abandoned")
                        .tag("reason", "deadline")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(meters.get("berth.journal.abandoned")
                        .tag("reason", "cancelled")
                        .functionCounter()
                        .count())
                .isZero();
        assertThat(gauge("berth.journal.oldest.open.age")).isZero();
        assertThat(gauge("berth.journal.stalled")).isZero();
        assertThat(meters.get("berth.journal.attempts").counter().count()).isEqualTo(1);
        assertThat(meters.get("berth.journal.accept").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
    }

    @Test
    void asksTheJournalOnceForManyFigures() {
        JournalMeters kept = register(Optional.empty(), Optional.empty());
        int before = asked.get();

        for (int i = 0; i < 1000; i++) {
            gauge("berth.journal.open");
        }

        assertThat(asked.get() - before).isLessThan(1000);
        assertThat(kept).isNotNull();
    }

    @Test
    void readsTheLastFiguresWhileTheJournalHangs() {
        JournalFigures figures = new JournalFigures(
                7, Optional.empty(), new JournalFigures.Counts(20, 11, Map.of()), 4096, 3, 5, 40, 1, Optional.empty());
        CountDownLatch letGo = new CountDownLatch(1);
        JournalMeters kept = new JournalMeters(
                meters,
                () -> {
                    if (asked.incrementAndGet() > 1) {
                        awaited(letGo);
                    }
                    return figures;
                },
                () -> Optional.of("the journal's database does not answer"),
                InstantSource.fixed(NOON));

        Eventually.holds("it was asked again", () -> {
            assertThat(gauge("berth.journal.open")).isEqualTo(7);
            return asked.get() > 1;
        });
        for (int i = 0; i < 100; i++) {
            assertThat(gauge("berth.journal.open")).isEqualTo(7);
            assertThat(gauge("berth.journal.stalled")).isEqualTo(1);
        }

        assertThat(asked).hasValue(2);
        assertThat(kept).isNotNull();
        letGo.countDown();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
