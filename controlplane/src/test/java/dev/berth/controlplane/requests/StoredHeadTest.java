package dev.berth.controlplane.requests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.requests.StoredHead.Header;
import dev.berth.journal.Bytes;
import org.junit.jupiter.api.Test;

class StoredHeadTest {

    private static StoredHead head(String text) {
        return StoredHead.of(Bytes.of(text.getBytes(ISO_8859_1)));
    }

    @Test
    void readsARequest() {
        StoredHead head = head("POST /a%20b?c=d HTTP/1.1\r\nHost: shop\r\nX-Two: 1\r\nx-two:2 \r\nX-Empty:\r\n\r\n");

        assertThat(head.method()).contains("POST");
        assertThat(head.target()).contains("/a%20b?c=d");
        assertThat(head.headers())
                .containsExactly(
                        new Header("Host", "shop"),
                        new Header("X-Two", "1"),
                        new Header("x-two", "2"),
                        new Header("X-Empty", ""));
    }

    @Test
    void findsNothingInWhatIsNoRequest() {
        assertThat(head("").method()).isEmpty();
        assertThat(head("").target()).isEmpty();
        assertThat(head("oops\r\n\r\n").target()).isEmpty();
    }
}
