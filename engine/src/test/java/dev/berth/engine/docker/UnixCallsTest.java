package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.docker.Calls.Call;
import dev.berth.engine.docker.Calls.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How short exchanges read what an engine sends, byte by byte.
@Timeout(60)
final class UnixCallsTest {

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocketChannel server;
    private UnixCalls calls;

    @BeforeEach
    void anEngineOfOurs() throws IOException {
        Path socket = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        calls = new UnixCalls(socket.toString(), 1);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.close();
    }

    @Test
    void sendsABodyWithItsLengthInBytes() throws Exception {
        Future<String> request = answersOnce("HTTP/1.1 204 No Content\r\n\r\n");

        Reply reply = calls.exchange(Call.post("/v1.41/x", "{\"name\":\"\u00e4\"}"));

        assertThat(reply).isEqualTo(new Reply(204, ""));
        assertThat(request.get())
                .startsWith("POST /v1.41/x HTTP/1.1\r\n")
                .contains(
                        "\r\nHost: docker\r\n", "\r\nContent-Type: application/json\r\n", "\r\nContent-Length: 13\r\n")
                .endsWith("\r\n\r\n{\"name\":\"\u00e4\"}");
    }

    @Test
    void readsABodyOfAToldLength() throws Exception {
        var _ = answersOnce("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\u00e4[]and more");

        assertThat(calls.exchange(Call.get("/x"))).isEqualTo(new Reply(200, "\u00e4[]"));
    }

    @Test
    void joinsChunks() throws Exception {
        String answer = """
                HTTP/1.1 404 Not Found
                transfer-encoding: chunked

                3
                {"a
                0A;x=y
                ": "1234"}
                0

                """;
        var _ = answersOnce(answer.replace("\n", "\r\n"));

        assertThat(calls.exchange(Call.delete("/x"))).isEqualTo(new Reply(404, "{\"a\": \"1234\"}"));
    }

    @Test
    void readsToTheEndWhenNoLengthIsTold() throws Exception {
        var _ = answersOnce("HTTP/1.0 200 OK\r\nServer: x\r\n\r\n[1,\r\n2]");

        assertThat(calls.exchange(Call.get("/x"))).isEqualTo(new Reply(200, "[1,\r\n2]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[1",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[]"
            })
    void takesAnAnswerThatBreaksOffForNone(String answer) {
        var _ = answersOnce(answer);

        assertThatThrownBy(() -> calls.exchange(Call.get("/x"))).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 mail.example ESMTP\r\n\r\n",
                "HTTP/1.1 ok\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void refusesWhatIsNoAnswer(String answer) {
        var _ = answersOnce(answer);

        assertThatThrownBy(() -> calls.exchange(Call.get("/x")))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }

    @Test
    void isBrokenOffByAnInterruptAndLeavesItsPlaceToTheNext() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Future<?> silent = threads.submit(() -> {
            try (SocketChannel channel = server.accept()) {
                ByteBuffer begun = ByteBuffer.allocate(64 * 1024);
                int _ = channel.read(begun);
                asked.countDown();
                return UTF_8.decode(begun.flip()) + readToTheEnd(channel);
            }
        });
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                calls.exchange(Call.get("/x"));
            } catch (IOException | InterruptedException e) {
                outcome.complete(e);
            }
        });
        asked.await();

        caller.interrupt();

        assertThat(outcome.get()).isInstanceOf(IOException.class);
        assertThat(silent.get()).asString().startsWith("GET /x");
        var _ = answersOnce("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(calls.exchange(Call.get("/y")).status()).isEqualTo(204);
    }

    /// Answers the next connection, and hands back what was sent over it until its end.
    private Future<String> answersOnce(String answer) {
        return threads.submit(() -> {
            try (SocketChannel channel = server.accept()) {
                channel.write(ByteBuffer.wrap(answer.getBytes(UTF_8)));
                channel.shutdownOutput();
                return readToTheEnd(channel);
            }
        });
    }

    private static String readToTheEnd(SocketChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(64 * 1024);
        int read = channel.read(all);
        while (read >= 0) {
            read = channel.read(all);
        }
        return UTF_8.decode(all.flip()).toString();
    }
}
