package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.agent.CallPolicy.Order;
import dev.berth.domain.agent.CallPolicy.Redelivery;
import dev.berth.domain.agent.CallPolicy.WhenStopped;
import dev.berth.domain.agent.JournalTerms.Mode;
import dev.berth.domain.agent.JournalTerms.Oversize;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept of calls, how they are delivered, and when an agent sleeps.
class ConductTest {

    private static final JournalTerms TERMS = JournalTerms.DEFAULT;

    private static CallPolicy calls(Order order, int concurrency, Set<Integer> retryOn) {
        return new CallPolicy(TERMS, Redelivery.AT_LEAST_ONCE, order, concurrency, WhenStopped.QUEUE, retryOn);
    }

    private static IdlePolicy idle(String freezeAfter, String stopAfter) {
        return new IdlePolicy(duration(freezeAfter), duration(stopAfter), IdlePolicy.DEFAULT_CPU);
    }

    private static Optional<Duration> duration(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(text));
    }

    private static void refused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void keepsCallsThatChangeSomethingAndNeverSleepsUnlessAsked() {
        assertThat(TERMS)
                .isEqualTo(new JournalTerms(
                        Mode.UNSAFE_METHODS,
                        Duration.ofSeconds(30),
                        Duration.ofDays(1),
                        5,
                        Duration.ofDays(1),
                        new DataSize(16 << 20, "16Mi"),
                        10_000,
                        new DataSize(1 << 30, "1Gi"),
                        new DataSize(1 << 20, "1Mi"),
                        Oversize.PASS,
                        List.of()));
        assertThat(Conduct.DEFAULT.calls())
                .isEqualTo(
                        new CallPolicy(TERMS, Redelivery.AT_LEAST_ONCE, Order.ARRIVAL, 8, WhenStopped.QUEUE, Set.of()));
        assertThat(Conduct.DEFAULT.idle().isOff()).isTrue();
        assertThat(Conduct.DEFAULT.start()).isEqualTo(StartPolicy.ON_DEPLOY);
        assertThat(Conduct.DEFAULT.open()).isFalse();
    }

    @Test
    void changesOneSettingAndKeepsTheOthers() {
        JournalTerms changed = TERMS.withMode(Mode.OFF)
                .withHold(Duration.ZERO)
                .withDeadline(Duration.ofSeconds(1))
                .withMaxAttempts(2)
                .withRetention(Duration.ofSeconds(3))
                .withMaxBody(DataSize.ofBytes(4))
                .withMaxEntries(5)
                .withMaxBytes(DataSize.ofBytes(6))
                .withKeepResponse(DataSize.ofBytes(7))
                .withOversize(Oversize.REFUSE)
                .withExcept(List.of("/stream/*"));
        IdlePolicy sleepy = idle("PT1M", "");
        CallPolicy calls = CallPolicy.DEFAULT.with(changed);
        Conduct conduct = Conduct.DEFAULT
                .with(calls)
                .with(StartPolicy.ON_DEMAND)
                .with(sleepy)
                .open(true);

        assertThat(changed)
                .isEqualTo(new JournalTerms(
                        Mode.OFF,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        2,
                        Duration.ofSeconds(3),
                        DataSize.ofBytes(4),
                        5,
                        DataSize.ofBytes(6),
                        DataSize.ofBytes(7),
                        Oversize.REFUSE,
                        List.of("/stream/*")));
        assertThat(conduct).isEqualTo(new Conduct(StartPolicy.ON_DEMAND, true, calls, sleepy, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT10M0.001S"})
    void holdsNobodyLongerThanTenMinutes(Duration hold) {
        refused(() -> TERMS.withHold(hold), "journal.hold must be between 0s and 10m");
        assertThat(TERMS.withHold(Duration.ofMinutes(10)).hold()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT720H0.001S"})
    void triesAndKeepsForThirtyDaysAtMost(Duration length) {
        refused(() -> TERMS.withDeadline(length), "journal.deadline must be positive and at most 30 days");
        refused(() -> TERMS.withRetention(length), "journal.retention must be positive and at most 30 days");
        assertThat(TERMS.withDeadline(Duration.ofDays(30)).deadline()).isEqualTo(Duration.ofDays(30));
        assertThat(TERMS.withRetention(Duration.ofMillis(1)).retention()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "1001, 1000001"})
    void boundsAttemptsAndEntries(int attempts, int entries) {
        refused(() -> TERMS.withMaxAttempts(attempts), "journal.max_attempts must be between 1 and 1000: " + attempts);
        refused(() -> TERMS.withMaxEntries(entries), "journal.max_entries must be between 1 and 1000000: " + entries);
        assertThat(TERMS.withMaxAttempts(1000).withMaxEntries(1_000_000).maxAttempts())
                .isEqualTo(1000);
        assertThat(TERMS.withMaxAttempts(1).withMaxEntries(1).maxEntries()).isEqualTo(1);
    }

    @Test
    void boundsWhatIsKeptOfOneCall() {
        DataSize most = DataSize.parse("1Gi");
        DataSize more = DataSize.ofBytes(most.bytes() + 1);

        assertThat(TERMS.withMaxBody(most).withKeepResponse(most).maxBody()).isEqualTo(most);
        refused(() -> TERMS.withMaxBody(more), "journal.max_body must be at most 1Gi");
        refused(() -> TERMS.withKeepResponse(more), "journal.keep_response must be at most 1Gi");
        assertThat(TERMS.withMaxBytes(DataSize.parse("5Ti")).maxBytes().bytes()).isEqualTo(5L << 40);
        refused(() -> TERMS.withMaxBytes(DataSize.ofBytes(0)), "journal.max_bytes must be positive: 0");
    }

    @Test
    void excludesFiftyPathsAtMostEachFromTheRoot() {
        assertThat(TERMS.withExcept(Collections.nCopies(50, "/a")).except()).hasSize(50);
        refused(() -> TERMS.withExcept(Collections.nCopies(51, "/a")), "journal.except holds at most 50 paths: 51");
        refused(() -> TERMS.withExcept(List.of("/a", "stream/*")), "begins with /: stream/*");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1001})
    void deliversUpToAThousandQueuedCallsAtATime(int concurrency) {
        refused(
                () -> calls(Order.ARRIVAL, concurrency, Set.of()),
                "concurrency must be between 1 and 1000: " + concurrency);
        assertThat(calls(Order.ARRIVAL, 1000, Set.of()).lanes()).isEqualTo(1000);
    }

    @Test
    void deliversOneByOneInStrictOrderWhateverTheConcurrency() {
        assertThat(calls(Order.STRICT, 50, Set.of()).lanes()).isEqualTo(1);
        assertThat(calls(Order.ARRIVAL, 50, Set.of()).lanes()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 399, 600})
    void triesOnlyFailuresAgain(int status) {
        refused(
                () -> calls(Order.ARRIVAL, 1, Set.of(503, status)),
                "retry_on holds statuses from 400 to 599: " + status);
        assertThat(calls(Order.ARRIVAL, 1, Set.of(400, 599)).retryOn()).containsExactlyInAnyOrder(400, 599);
    }

    @Test
    void isNotChangedThroughWhatItWasMadeOf() {
        Set<Integer> statuses = new HashSet<>(Set.of(502));
        CallPolicy policy = calls(Order.ARRIVAL, 1, statuses);

        statuses.add(503);

        assertThat(policy.retryOn()).containsExactly(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.999S", "PT0S", "PT720H0.001S"})
    void sleepsAfterASecondAtLeastAndThirtyDaysAtMost(String after) {
        refused(() -> idle(after, ""), "between 1s and 30 days: ");
        refused(() -> idle("", after), "between 1s and 30 days: ");
        assertThat(idle("PT1S", "P30D").isOff()).isFalse();
    }

    @Test
    void stopsLaterThanItFreezes() {
        refused(() -> idle("PT2S", "PT2S"), "idle.stop_after must be longer than idle.freeze_after: 2s, 2s");
        refused(() -> idle("PT3S", "PT2S"), "longer");
        assertThat(idle("PT2S", "PT3S").isOff()).isFalse();
        assertThat(idle("", "PT1S").isOff()).isFalse();
        assertThat(idle("PT1S", "").isOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 64.1, Double.NaN})
    void measuresWorkInCores(double cpu) {
        refused(() -> new IdlePolicy(Optional.empty(), Optional.empty(), cpu), "above 0 and at most 64 cores");
    }
}
