package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose word on who calls is believed.
final class CallersWordTest {

    private static Gate trusting(String... addresses) {
        return Gate.echoing(new GatewaySettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(9),
                Duration.ofMillis(300),
                2,
                TrustedProxies.of(List.of(addresses))));
    }

    @Test
    void passesTheWordOfATrustedProxyOn() {
        try (Gate gate = trusting("127.0.0.0/8")) {
            String seen = gate.call(
                            "GET /agent/shop/",
                            "X-Forwarded-For: 6.6.6.6, 7.7.7.7",
                            "X-Forwarded-For: 8.8.8.8",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Host: outside.example",
                            "X-Forwarded-Prefix: /berth",
                            "X-Forwarded-Port: 443",
                            "X-Real-IP: 6.6.6.6",
                            "Forwarded: for=6.6.6.6")
                    .body();

            assertThat(seen)
                    .contains("X-Forwarded-For: 6.6.6.6, 7.7.7.7, 8.8.8.8, 127.0.0.1\r\n")
                    .contains("X-Forwarded-Proto: https\r\n")
                    .contains("X-Forwarded-Host: outside.example\r\n")
                    .contains("X-Forwarded-Prefix: /berth/agent/shop\r\n")
                    .contains("X-Forwarded-Port: 443\r\n")
                    .contains("X-Real-IP: 6.6.6.6\r\n")
                    .contains("Forwarded: for=6.6.6.6, for=127.0.0.1;host=\"berth.example\";proto=http\r\n");
            assertThat(seen.lines().filter(line -> line.startsWith("X-Forwarded-For:")))
                    .hasSize(1);
        }
    }

    @Test
    void speaksForItselfWhereATrustedProxySaysNothing() {
        try (Gate gate = trusting("127.0.0.1")) {
            assertThat(gate.call("GET /agent/shop/").body())
                    .contains("X-Forwarded-For: 127.0.0.1\r\n")
                    .contains("X-Forwarded-Proto: http\r\n")
                    .contains("X-Forwarded-Host: berth.example\r\n")
                    .contains("X-Forwarded-Prefix: /agent/shop\r\n");
        }
    }

    @Test
    void believesNobodyElse() {
        try (Gate gate = trusting("10.0.0.0/8", "::1")) {
            assertThat(gate.call("GET /agent/shop/", "X-Forwarded-For: 6.6.6.6").body())
                    .doesNotContain("6.6.6.6");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fd12::1, true",
        "::1, ::1, true",
        "::1, ::2, false",
        "127.0.0.1, unix, false",
    })
    void knowsWhichAddressesARangeHolds(String range, String address, boolean contained) {
        assertThat(TrustedProxies.of(List.of(range)).contain(address)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "::1/129"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }
}
