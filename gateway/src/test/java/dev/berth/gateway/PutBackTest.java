package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PutBackTest {

    private static final PutBack PUT_BACK = new PutBack("/agent/shop", List.of("172.18.0.9:8000", "berth.example"));

    @ParameterizedTest
    @CsvSource({
        "/, /agent/shop/",
        "/a?b#c, /agent/shop/a?b#c",
        "/agent/shop, /agent/shop",
        "/agent/shop/x, /agent/shop/x",
        "/agent/shopper, /agent/shop/agent/shopper",
        "a/b, a/b",
        "../a, ../a",
        "?x=1, ?x=1",
        "http://172.18.0.9:8000/a, /agent/shop/a",
        "http://172.18.0.9:8000, /agent/shop/",
        "https://BERTH.example?x, /agent/shop/?x",
        "//berth.example/a, /agent/shop/a",
        "http://berth.example/agent/shop/a, http://berth.example/agent/shop/a",
        "http://berth.example.evil/a, http://berth.example.evil/a",
        "http://other.example/a, http://other.example/a",
        "http://other.example/?next=http://berth.example/, http://other.example/?next=http://berth.example/",
    })
    void putsLocationsInsideTheAgentBackUnderItsPrefix(String sent, String seen) {
        assertThat(PUT_BACK.location(sent)).isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({
        "a=b, a=b",
        "a=b; Path=/, a=b; Path=/agent/shop/",
        "a=b; path=/x; Secure, a=b; path=/agent/shop/x; Secure",
        "a=b;Path=/x, a=b;Path=/agent/shop/x",
        "a=b; Path=/agent/shop/x, a=b; Path=/agent/shop/x",
        "a=path=/; HttpOnly, a=path=/; HttpOnly",
        "a=b; Path=, a=b; Path=",
    })
    void putsCookiePathsBackUnderThePrefix(String sent, String seen) {
        assertThat(PUT_BACK.cookie(sent)).isEqualTo(seen);
    }
}
