package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.requests.KeptCalls;
import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Answer.Kept;
import dev.berth.journal.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stored answers of kept calls, over the API.
class StoredAnswersApiTest {

    @TempDir
    Path folder;

    private KeptCalls calls;
    private ApiWorld world;
    private AgentId shop;

    @BeforeEach
    void open() {
        calls = new KeptCalls(folder);
        world = new ApiWorld(calls.desk());
        shop = world.deployed("shop").agent().id();
    }

    @AfterEach
    void close() {
        world.close();
        calls.close();
    }

    private static String answerOf(Entry entry) {
        return "/api/agents/shop/requests/" + entry.id() + "/response";
    }

    @Test
    void givesTheAnswerAsItWas() {
        Entry entry = calls.answered(shop, 418, """
                HTTP/1.1 418 I'm a teapot
                Content-Type: text/weird; charset=x
                X-Two: 1
                x-two: 2
                Set-Cookie: a=b
                Transfer-Encoding: chunked
                Connection: close
                """, KeptCalls.whole("short \u00ff and stout"));

        ApiWorld.Reply reply = world.get(answerOf(entry)).expect(418);

        assertThat(reply.header("content-type")).isEqualTo("text/weird; charset=x");
        assertThat(reply.header("x-two")).isEqualTo("1, 2");
        assertThat(reply.header("set-cookie")).isEqualTo("a=b");
        assertThat(reply.header("content-length")).isEqualTo("17");
        assertThat(reply.header("transfer-encoding")).isEmpty();
        assertThat(reply.header("berth-stored-answer")).isEqualTo(entry.id().toString());
    }

    @Test
    void givesALargeBodyByteForByte() throws IOException {
        byte[] large = new byte[3 << 20];
        new Random(7).nextBytes(large);
        Entry entry = calls.answered(shop, 200, "HTTP/1.1 200 OK", new Kept.Whole(calls.spooled(large)));

        try (SocketHttp.Open open = world.open("GET", answerOf(entry), "")) {
            assertThat(open.header("content-length")).isEqualTo(Integer.toString(large.length));
            assertThat(open.bytes(large.length)).isEqualTo(large);
        }
    }

    @Test
    void givesTheHeadAloneToHead() {
        Entry entry = calls.answered(shop, 200, "HTTP/1.1 200 OK\nX-A: b", KeptCalls.whole("hello"));

        ApiWorld.Reply reply = world.call("HEAD", answerOf(entry), "").expect(200);

        assertThat(reply.header("x-a")).isEqualTo("b");
        assertThat(reply.header("content-length")).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void givesNoLengthWhereNoBodyMayBe(int status) {
        Entry entry = calls.answered(shop, status, "HTTP/1.1 " + status + " X\nContent-Length: 7", KeptCalls.whole(""));

        ApiWorld.Reply reply = world.get(answerOf(entry)).expect(status);

        assertThat(reply.header("content-length")).isEmpty();
        assertThat(reply.header("berth-stored-answer")).isNotEmpty();
    }

    @Test
    void saysWhenAnAnswerIsNotThereYetOrWasNotKept() {
        ApiWorld.Reply waiting = world.get(answerOf(calls.waiting(shop, "/a"))).expect(409);
        Entry large = calls.answered(shop, 200, "HTTP/1.1 200 OK", new Kept.TooLarge(5_000_000));
        ApiWorld.Reply notKept = world.get(answerOf(large)).expect(409);

        assertThat(waiting.code()).isEqualTo("not_answered_yet");
        assertThat(waiting.header("retry-after")).isEqualTo("1");
        assertThat(notKept.code()).isEqualTo("response_not_kept");
        assertThat(notKept.json().get("length").asLong()).isEqualTo(5_000_000);
        assertThat(notKept.header("retry-after")).isEmpty();
    }
}
