package dev.berth.gateway.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The signature, held against what `openssl dgst -sha256 -hmac` says.
class CallbackSignatureTest {

    private static final Secret SECRET = new Secret("bcs_dGhlIHNlY3JldCBvZiBhbiBleGFtcGxlLCBubyByZWFsIG9uZQ");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1767225600 | {\"id\":\"0000000000000001\",\"status\":\"completed\"} | aa9422e2fa733f044008e7617bf8fde74adfc93d5417936711d8c5412acb3e1a",
                "0          | `` | 590512ba6b925795dfbedd1bab4d8646f7154181ad80d4f740a9bd9ad04d0d62",
                "1767225600 | \u00e4 | fec0dfecdb7e10e1d748a19b2cc2cbb538d8e81433cb823128f330b45ea09609"
            })
    void signsTimeAndBody(long time, String body, String expected) {
        assertThat(CallbackSignature.of(SECRET, Instant.ofEpochSecond(time), body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("t=" + time + ",v1=" + expected);
    }
}
