package dev.berth.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads that are kept, and read back.
@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
final class StoredHeadTest {

    private static final HeadLimits LIMITS = new HeadLimits(1024, 512, 16);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void keepsAHeadAsItGoesOn() {
        RequestHead head = StoredHead.parse(
                bytes("POST /agent/a/x?y=1 HTTP/1.1\r\nHost: b\r\nX-One: 1\r\nAuthorization: secret\r\n"
                        + "Connection: keep-alive\r\nExpect: 100-continue\r\nx-one: 2\r\nContent-Length: 5\r\n\r\n"),
                LIMITS);
        RequestEdits edits = new RequestEdits(
                AsciiSlice.of("/x?y=1"), HeaderNames.of("authorization"), new HeaderLines().add("X-Added", "3"));

        byte[] stored = StoredHead.of(head, edits);

        assertThat(text(stored))
                .isEqualTo("POST /x?y=1 HTTP/1.1\r\nHost: b\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 5\r\n"
                        + "X-Added: 3\r\n\r\n");
    }

    @Test
    void keepsAHeadThatWasStoredAsItIs() {
        String stored = "POST /x HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\n"
                + "Connection: TE\r\n\r\n";
        RequestHead head = StoredHead.parse(bytes(stored), LIMITS);

        assertThat(text(StoredHead.of(head, RequestEdits.NONE))).isEqualTo(stored);
        assertThat(head.framing()).isEqualTo(new BodyFraming.Chunked());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nHost: x\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET",
                "GET / HTTP/1.1\nHost: x\n\n"
            })
    void refusesWhatIsNotExactlyOneHead(String damaged) {
        assertThatIllegalArgumentException().isThrownBy(() -> StoredHead.parse(bytes(damaged), LIMITS));
    }

    @Test
    void readsAnAnswersHeadForTheRequestThatItAnswersNow() {
        byte[] stored = bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");

        assertThat(StoredHead.parseAnswer(stored, false).framing()).isEqualTo(new BodyFraming.Length(5));
        assertThat(StoredHead.parseAnswer(stored, true).framing()).isEqualTo(new BodyFraming.None());
        assertThat(StoredHead.parseAnswer(stored, true).toBytes()).isEqualTo(stored);
    }

    @Test
    void readsARequestIdBack() {
        RequestId id = new RequestId(1_700_000_000_000L, 7);

        assertThat(RequestId.parse(id.toString())).hasToString(id.toString());
        assertThatIllegalArgumentException().isThrownBy(() -> RequestId.parse("0123"));
        assertThatIllegalArgumentException().isThrownBy(() -> RequestId.parse("0123456789ABCDEF01234567"));
    }
}
