package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.http.StoredHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which calls are a browser's that goes to a page.
class NavigationTest {

    private static boolean isNavigation(String head) {
        String lines = head.replace("|", "\r\n").replace(" \r\n ", "\r\n");
        return Navigation.is(
                StoredHead.parse((lines + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII), StoredDelivery.LIMITS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate",
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate|Accept: */*",
                "GET / HTTP/1.1|Host: a|Accept: text/html",
                "GET / HTTP/1.1|Host: a|Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                "GET / HTTP/1.1|Host: a|Accept: application/json;q=0.5, text/html"
            })
    void knowsABrowser(String head) {
        assertThat(isNavigation(head)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1|Host: a",
                "GET / HTTP/1.1|Host: a|Accept: */*",
                "GET / HTTP/1.1|Host: a|Accept: application/json",
                "GET / HTTP/1.1|Host: a|Accept: application/json, text/html",
                "GET / HTTP/1.1|Host: a|Accept: text/html;q=0.1, */*",
                "GET / HTTP/1.1|Host: a|Accept: text/html;q=0",
                "GET / HTTP/1.1|Host: a|Accept: text/html|Sec-Fetch-Mode: cors",
                "POST / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate",
                "HEAD / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate",
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate|Prefer: wait=5",
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate|Idempotency-Key: k",
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate|Range: bytes=0-1",
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate|Berth-Callback: https://example.org/",
                "GET / HTTP/1.1|Host: a|Sec-Fetch-Mode: navigate|Connection: upgrade|Upgrade: websocket"
            })
    void takesNobodyElseForOne(String head) {
        assertThat(isNavigation(head)).isFalse();
    }
}
