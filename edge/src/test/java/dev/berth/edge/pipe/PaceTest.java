package dev.berth.edge.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.EdgeLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A budget of 10 seconds, and 100 bytes a second.
final class PaceTest {

    private final Deadlines clock = new Deadlines(0);
    private final Pace pace = pace(100);

    private Pace pace(int bytesPerSecond) {
        Duration any = Duration.ofSeconds(1);
        return new Pace(clock, new EdgeLimits.Times(any, any, Duration.ofSeconds(10), bytesPerSecond, any, any));
    }

    @Test
    void waitsForTheWholeBudgetAtFirst() {
        assertThat(seconds(pace.waiting())).isEqualTo(10);
    }

    @Test
    void paysForTheTimeInWhichTheClientIsWaitedFor() {
        pace.waiting();
        at(4);

        assertThat(seconds(pace.waiting())).isEqualTo(10);
    }

    @Test
    void givesTimeForWhatIsSent() {
        pace.waiting();
        at(4);
        pace.waiting();
        pace.received(200);

        assertThat(seconds(pace.waiting())).isEqualTo(12);
    }

    @Test
    void endsABodyThatTrickles() {
        pace.waiting();
        for (int second = 1; second < 10; second++) {
            at(second);
            pace.waiting();
            pace.received(1);
        }

        assertThat(seconds(pace.waiting())).isEqualTo(10);
    }

    @Test
    void savesNoMoreThanTheBudget() {
        pace.waiting();
        at(1);
        pace.waiting();
        pace.received(1_000_000_000);

        assertThat(seconds(pace.waiting())).isEqualTo(11);
    }

    @Test
    void costsNothingWhileTheOtherSideIsWaitedFor() {
        pace.waiting();
        at(3);
        pace.pause();
        at(1000);

        assertThat(seconds(pace.waiting())).isEqualTo(1007);
    }

    @Test
    void takesAnyByteForEnoughWhenThereIsNoRate() {
        Pace patient = pace(0);
        patient.waiting();
        at(9);
        patient.waiting();
        patient.received(1);

        assertThat(seconds(patient.waiting())).isEqualTo(19);
    }

    private void at(long second) {
        clock.tick(TimeUnit.SECONDS.toNanos(second));
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
