package dev.berth.gateway.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void countsSeconds() {
        assertThat(RetryAfter.of("120", NOON)).contains(NOON.plusSeconds(120));
    }

    @Test
    void readsADate() {
        assertThat(RetryAfter.of("Sun, 01 Mar 2026 13:00:00 GMT", NOON)).contains(NOON.plusSeconds(3600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "12345678901234567890", "Sun, 99 Mar 2026 13:00:00 GMT"})
    void passesOverWhatIsNeither(String text) {
        assertThat(RetryAfter.of(text, NOON)).isEmpty();
    }
}
