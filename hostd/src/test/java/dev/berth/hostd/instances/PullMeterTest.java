package dev.berth.hostd.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.PullProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PullMeterTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicLong millis = new AtomicLong();
    private final PullMeter meter = new PullMeter("x:1", () -> START.plusMillis(millis.get()));

    private Optional<String> after(String layer, String status, long current, long total) {
        millis.addAndGet(Duration.ofSeconds(1).toMillis());
        return meter.after(new PullProgress(layer, status, current, total));
    }

    @Test
    void sumsUpTheLayersThatAreTransferred() {
        assertThat(meter.begun()).isEqualTo("pulling image x:1");
        assertThat(after("a", "Downloading", 10, 100)).contains("pulling image x:1 (10 %)");
        assertThat(after("b", "Downloading", 50, 100)).contains("pulling image x:1 (30 %)");
        assertThat(after("a", "Download complete", 0, 0)).contains("pulling image x:1 (75 %)");
        assertThat(after("b", "Pull complete", 0, 0)).contains("pulling image x:1 (100 %)");
    }

    @Test
    void saysNothingTwice() {
        assertThat(after("a", "Downloading", 10, 100)).isPresent();
        assertThat(after("a", "Downloading", 10, 100)).isEmpty();
    }

    @Test
    void isSilentForAMomentAfterItSpoke() {
        Optional<String> first = after("a", "Downloading", 10, 100);
        Optional<String> atOnce = meter.after(new PullProgress("a", "Downloading", 20, 100));
        Optional<String> later = after("a", "Downloading", 30, 100);

        assertThat(first).isPresent();
        assertThat(atOnce).isEmpty();
        assertThat(later).contains("pulling image x:1 (30 %)");
    }
}
