package dev.berth.hostd.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.instance.Reach;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCallTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /// What a server does with its first caller.
    @FunctionalInterface
    private interface Talk {
        void with(Socket caller) throws IOException;
    }

    private static HealthCall.Reply ask(Duration limit, Talk talk) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> {
                try (Socket caller = server.accept()) {
                    talk.with(caller);
                } catch (IOException _) {
                    // The caller has had enough.
                }
            });
            return HealthCall.get(new Reach.At("127.0.0.1", server.getLocalPort()), "/health?deep=1", limit);
        }
    }

    private static HealthCall.Reply answered(String answer) throws IOException {
        return ask(LONG, caller -> {
            caller.getOutputStream().write(answer.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8));
            caller.shutdownOutput();
            caller.getInputStream().readAllBytes();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            HTTP/1.1 200 OK|Content-Length: 4||wellmore                         ; 200 ; well
            HTTP/1.0 503|||                                                      ; 503 ; ''
            HTTP/1.1 503 No|transfer-encoding: chunked||8|no model|0||           ; 503 ; no model
            HTTP/1.1 100 Continue||HTTP/1.1 500 Oh||because                      ; 500 ; because
            HTTP/1.1 204 No Content||                                            ; 204 ; ''
            """)
    void readsTheStatusAndTheBeginningOfTheBody(String answer, int status, String body) throws IOException {
        HealthCall.Reply reply = answered(answer);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().strip()).isEqualTo(body);
    }

    @Test
    void readsNoMoreOfABodyThanAPiece() throws IOException {
        assertThat(answered("HTTP/1.1 500 Oh||" + "x".repeat(100_000)).body()).hasSize(512);
    }

    @ParameterizedTest
    @CsvSource({"SSH-2.0-OpenSSH_9.2||", "HTTP/2 200||", "HTTP/1.1 200", "''"})
    void takesNothingElseForAnAnswer(String answer) {
        assertThatThrownBy(() -> answered(answer)).isInstanceOf(IOException.class);
    }

    @Test
    void endsInTimeHoweverSlowlyTheAnswerComes() {
        Talk drip = caller -> {
            OutputStream out = caller.getOutputStream();
            while (true) {
                out.write('x');
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        };

        assertThatThrownBy(() -> ask(Duration.ofMillis(300), drip)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void readsNoHeadWithoutEnd() {
        Talk flood = caller -> {
            while (true) {
                caller.getOutputStream().write(new byte[8192]);
            }
        };

        assertThatThrownBy(() -> ask(LONG, flood)).hasMessage("the head of its answer is too long");
    }
}
