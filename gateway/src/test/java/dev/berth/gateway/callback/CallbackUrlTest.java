package dev.berth.gateway.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The addresses that callers may name.
class CallbackUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.org,           example.org,  443,  /,          example.org",
        "https://EXAMPLE.org/a?b=c%20d, example.org,  443,  /a?b=c%20d, example.org",
        "https://example.org:8443/,     example.org,  8443, /,          example.org:8443",
        "http://10.0.0.7/x,             10.0.0.7,     80,   /x,         10.0.0.7",
        "https://[2001:DB8::1]:99?q,    2001:db8::1,  99,   /?q,        [2001:db8::1]:99"
    })
    void readsWhereItGoes(String text, String host, int port, String target, String authority) {
        CallbackUrl url = CallbackUrl.parse(text);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.target()).isEqualTo(target);
        assertThat(url.authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org/done",
                "/done",
                "//example.org/done",
                "ftp://example.org/",
                "file:///etc/passwd",
                "unix:/run/x.sock",
                "https:///nohost",
                "https://",
                "https:example.org",
                "https://user@example.org/",
                "https://user:word@example.org/",
                "https://@example.org/",
                "https://example.org/#part",
                "https://example.org:0/",
                "https://example.org:65536/",
                "https://example.org:x/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://127.1/",
                "https://exa mple.org/",
                "https://example.org/\u00e4",
                "https://example.org/, https://example.net/",
                "https://example.org/\\evil",
                "https://[::1",
                "https://example.org/%zz"
            })
    void refusesWhatIsNoAddressOfAReceiver(String text) {
        assertThatThrownBy(() -> CallbackUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOneThatIsTooLong() {
        String longest = "https://example.org/" + "x".repeat(CallbackUrl.LONGEST - 20);

        assertThat(CallbackUrl.parse(longest).host()).isEqualTo("example.org");
        assertThatThrownBy(() -> CallbackUrl.parse(longest + "x")).hasMessageContaining("2048");
    }

    @Test
    void tellsNothingOfPathAndQuery() {
        assertThat(CallbackUrl.parse("https://example.org:444/hook/s3cret?key=v")
                        .toString())
                .isEqualTo("https://example.org:444");
    }
}
