package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.agent.RestartPolicy.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Retries, health checks and stops: how long each may take.
class TimingTest {

    private static RestartPolicy policy(Duration first, Duration most) {
        return new RestartPolicy(Mode.ON_FAILURE, 3, first, most);
    }

    private static HealthCheck.Timing timing(Duration interval, Duration timeout, int retries, Duration startPeriod) {
        return new HealthCheck.Timing(interval, timeout, retries, startPeriod);
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT1S",
        "2, PT2S",
        "3, PT4S",
        "4, PT8S",
        "5, PT16S",
        "6, PT32S",
        "7, PT1M",
        "8, PT1M",
        "64, PT1M",
        "65, PT1M",
        "2147483647, PT1M"
    })
    void doublesTheWaitWithEveryRetryUpToTheMost(int attempt, Duration wait) {
        assertThat(RestartPolicy.DEFAULT.delay(attempt)).isEqualTo(wait);
    }

    @Test
    void waitsOneMillisecondFirstAndADayAtMost() {
        RestartPolicy widest = policy(Duration.ofMillis(1), Duration.ofDays(1));

        assertThat(widest.delay(1)).isEqualTo(Duration.ofMillis(1));
        assertThat(widest.delay(20)).isEqualTo(Duration.ofMillis(1 << 19));
        assertThat(widest.delay(Integer.MAX_VALUE)).isLessThanOrEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void countsRetriesFromOne(int attempt) {
        assertThatThrownBy(() -> RestartPolicy.DEFAULT.delay(attempt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retries count from 1: " + attempt);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1M", "PT-1S, PT1M", "PT2M, PT1M", "PT1S, PT24H1S", "PT1S, P365000000D"})
    void refusesWaitsThatMakeNoSense(Duration first, Duration most) {
        assertThatThrownBy(() -> policy(first, most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive, at most max_delay, and that at most 24h")
                .hasMessageContaining(TimeText.of(first))
                .hasMessageContaining(TimeText.of(most));
    }

    @Test
    void refusesANegativeNumberOfRetries() {
        assertThatThrownBy(() -> new RestartPolicy(Mode.NO, -1, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max_retries must not be negative: -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/a/b?c=d&e=%20"})
    void takesAPathToAskForHealth(String path) {
        assertThat(new HealthCheck.Http(path, HealthCheck.Timing.DEFAULT).path())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "health", "http://x/", "/a b", "/a\r\nHost: x", "/ü"})
    void refusesAHealthPathThatCouldNotBeSentAsItIs(String path) {
        assertThatThrownBy(() -> new HealthCheck.Http(path, HealthCheck.Timing.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a health endpoint begins with / and is printable ASCII without spaces: " + path);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT1S, PT0S",
        "PT1S, PT0S, PT0S",
        "PT-1S, PT1S, PT0S",
        "PT1S, PT1S, PT-1S",
        "PT1H1S, PT1S, PT0S",
        "PT1S, PT1H1S, PT0S",
        "PT1S, PT1S, PT1H1S"
    })
    void refusesAHealthCheckThatNeverAsksOrNeverEnds(Duration interval, Duration timeout, Duration startPeriod) {
        assertThatThrownBy(() -> timing(interval, timeout, 3, startPeriod))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be above 0s")
                .hasMessageContaining("at most 1h")
                .hasMessageContaining(TimeText.of(interval))
                .hasMessageContaining(TimeText.of(timeout))
                .hasMessageContaining(TimeText.of(startPeriod));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void refusesANumberOfFailuresThatMakesNoSense(int retries) {
        assertThatThrownBy(() -> timing(Duration.ofSeconds(1), Duration.ofSeconds(1), retries, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retries must be between 1 and 100: " + retries);
    }

    @Test
    void takesAHealthCheckAtItsLimits() {
        Duration hour = Duration.ofHours(1);

        assertThat(timing(hour, hour, 100, hour).retries()).isEqualTo(100);
        assertThat(timing(Duration.ofNanos(1), Duration.ofNanos(1), 1, Duration.ZERO)
                        .retries())
                .isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "PT-1S, PT0S, must not be negative",
        "PT0S, PT-1S, must not be negative",
        "PT1H1S, PT0S, at most 1h",
        "PT0S, PT1H1S, at most 1h"
    })
    void refusesAStopThatMakesNoSense(Duration drain, Duration grace, String why) {
        assertThatThrownBy(() -> new Stopping(drain, grace))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(TimeText.of(drain))
                .hasMessageContaining(TimeText.of(grace));
    }

    @Test
    void takesAStopAtItsLimits() {
        assertThat(new Stopping(Duration.ZERO, Duration.ofHours(1)).grace()).isEqualTo(Duration.ofHours(1));
    }
}
