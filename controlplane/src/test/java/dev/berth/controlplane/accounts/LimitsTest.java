package dev.berth.controlplane.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final TokenHash GOOD = TokenHash.of("good");
    private static final TokenHash GUESS = TokenHash.of("guess");

    private final TestClock clock = new TestClock();
    private final AttemptLimit attempts = new AttemptLimit(3, Duration.ofMinutes(1), clock);
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit rate = new RateLimit(10, 2, nanos::get);

    private void fail(String peer, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(peer);
        }
    }

    @Test
    void makesAPeerWaitThatGuessed() {
        fail("10.0.0.1", 2);
        assertThat(attempts.wait("10.0.0.1", GUESS)).isEmpty();

        fail("10.0.0.1", 1);
        assertThat(attempts.wait("10.0.0.1", GUESS)).contains(Duration.ofMinutes(1));
        assertThat(attempts.wait("10.0.0.2", GUESS)).isEmpty();
    }

    @Test
    void letsAPeerTryAgainLater() {
        fail("10.0.0.1", 3);
        clock.forward(Duration.ofMinutes(1));

        assertThat(attempts.wait("10.0.0.1", GUESS)).isEmpty();
        attempts.failed("10.0.0.1");
        assertThat(attempts.wait("10.0.0.1", GUESS)).isEmpty();
    }

    @Test
    void letsTokensGoOnThatThePeerUsedBefore() {
        attempts.succeeded("10.0.0.1", GOOD);
        fail("10.0.0.1", 3);

        assertThat(attempts.wait("10.0.0.1", GOOD)).isEmpty();
        assertThat(attempts.wait("10.0.0.1", GUESS)).isPresent();
    }

    @Test
    void remembersABoundedNumberOfPeers() {
        fail("10.0.0.1", 3);
        for (int i = 0; i < 10_000; i++) {
            attempts.failed("peer " + i);
        }

        assertThat(attempts.wait("10.0.0.1", GUESS)).isEmpty();
    }

    @Test
    void letsATokenSpendItsBurstAndThenItsRate() {
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).contains(Duration.ofMillis(100));
        assertThat(rate.take("b")).isEmpty();

        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).isPresent();
    }

    @Test
    void savesUpNoMoreThanTheBurst() {
        rate.take("a");
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).isPresent();
    }

    @Test
    void limitsNobodyWhenItIsSwitchedOff() {
        RateLimit off = new RateLimit(0, 0, nanos::get);

        for (int i = 0; i < 1000; i++) {
            assertThat(off.take("a")).isEmpty();
        }
    }
}
