package dev.berth.gateway.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gateway.callback.Poster.Reply;
import dev.berth.testkit.http.Receiver;
import dev.berth.testkit.http.SelfSigned;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Posts over real connections.
class DirectPosterTest {

    private static final byte[] BODY = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    private static final DirectPoster.Limits QUICK =
            new DirectPoster.Limits(Duration.ofSeconds(5), Duration.ofMillis(500));

    @TempDir
    Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        blocking.shutdown();
    }

    private DirectPoster poster(String allowed, List<Path> trusted, DirectPoster.Lookup lookup) {
        return poster(allowed, trusted, lookup, DirectPoster.Limits.DEFAULT);
    }

    private DirectPoster poster(
            String allowed, List<Path> trusted, DirectPoster.Lookup lookup, DirectPoster.Limits limits) {
        return new DirectPoster(
                AllowedDestinations.of(List.of(allowed.split(","))),
                CallbackTrust.with(trusted.stream()
                        .flatMap(each -> CallbackTrust.read(each).stream())
                        .toList()),
                lookup,
                limits,
                blocking);
    }

    private static InetAddress[] loopback(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
    }

    private static Reply post(DirectPoster poster, String url) {
        return poster.post(CallbackUrl.parse(url), Map.of("Content-Type", "application/json"), BODY);
    }

    private static String reason(Reply reply) {
        return reply instanceof Reply.Failed(String reason) ? reason : "none: " + reply;
    }

    @Test
    void postsToAReceiverWhoseCertificateIsTrusted() {
        SelfSigned certificate = SelfSigned.in(folder, "dns:hooks.example.org");
        try (Receiver receiver = Receiver.secured(certificate)) {
            DirectPoster poster = poster("hooks.example.org", List.of(certificate.pem()), DirectPosterTest::loopback);

            Reply reply = post(poster, receiver.at("hooks.example.org", "/done?x=1"));

            assertThat(reply).isEqualTo(new Reply.Answered(204));
            Receiver.Post post = receiver.posts().getFirst();
            assertThat(post.method()).isEqualTo("POST");
            assertThat(post.target()).isEqualTo("/done?x=1");
            assertThat(post.body()).isEqualTo("{\"a\": 1}");
            assertThat(post.header("Host")).isEqualTo("hooks.example.org:" + receiver.port());
            assertThat(post.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @Test
    void refusesACertificateOfAnotherName() {
        SelfSigned certificate = SelfSigned.in(folder, "dns:other.example.org");
        try (Receiver receiver = Receiver.secured(certificate)) {
            DirectPoster poster = poster("hooks.example.org", List.of(certificate.pem()), DirectPosterTest::loopback);

            assertThat(reason(post(poster, receiver.at("hooks.example.org", "/"))))
                    .contains("hooks.example.org");
            assertThat(receiver.posts()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() {
        SelfSigned certificate = SelfSigned.in(folder, "dns:hooks.example.org");
        try (Receiver receiver = Receiver.secured(certificate)) {
            DirectPoster poster = poster("hooks.example.org", List.of(), DirectPosterTest::loopback);

            assertThat(reason(post(poster, receiver.at("hooks.example.org", "/"))))
                    .contains("The post failed");
            assertThat(receiver.posts()).isEmpty();
        }
    }

    @Test
    void connectsToNoPrivateAddressThatNobodyListed() {
        try (Receiver receiver = Receiver.plain()) {
            DirectPoster poster = poster("public,10.0.0.0/8", List.of(), DirectPosterTest::loopback);

            String reason = reason(post(poster, receiver.at("hooks.example.org", "/")));

            assertThat(reason).contains("127.0.0.1").contains("BERTH_CALLBACK_ALLOW");
            assertThat(receiver.posts()).isEmpty();
        }
    }

    /// A name that answers with a good address first and with a private one later is looked up once.
    @Test
    void looksANameUpOnceAndConnectsToWhatItSaid() {
        AtomicInteger lookups = new AtomicInteger();
        try (Receiver receiver = Receiver.plain()) {
            DirectPoster poster = poster("127.0.0.1", List.of(), host -> {
                int number = lookups.incrementAndGet();
                return number == 1
                        ? loopback(host)
                        : new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 9})};
            });

            Reply reply = post(poster, receiver.at("hooks.example.org", "/"));

            assertThat(reply).isEqualTo(new Reply.Answered(204));
            assertThat(lookups).hasValue(1);
        }
    }

    @Test
    void passesOverTheAddressesOfANameThatAreNotAllowed() {
        try (Receiver receiver = Receiver.plain()) {
            DirectPoster poster = poster("127.0.0.1", List.of(), host ->
                    new InetAddress[] {InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1}), loopback(host)[0]});

            assertThat(post(poster, receiver.at("hooks.example.org", "/"))).isEqualTo(new Reply.Answered(204));
        }
    }

    @Test
    void followsNoRedirect() {
        try (Receiver receiver = Receiver.plain().answers(_ -> 307)) {
            DirectPoster poster = poster("127.0.0.1", List.of(), DirectPosterTest::loopback);

            assertThat(post(poster, receiver.at("127.0.0.1", "/"))).isEqualTo(new Reply.Answered(307));
            assertThat(receiver.posts()).hasSize(1);
        }
    }

    @Test
    void givesAReceiverThatSaysNothingUp() {
        CountDownLatch end = new CountDownLatch(1);
        try (Receiver receiver = Receiver.plain().answers(_ -> hung(end))) {
            DirectPoster poster = poster("127.0.0.1", List.of(), DirectPosterTest::loopback, QUICK);

            assertThat(reason(post(poster, receiver.at("127.0.0.1", "/")))).contains("did not answer within");
            end.countDown();
        }
    }

    private static int hung(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 204;
    }

    /// Each answers as soon as it is connected to.
    private Reply against(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            blocking.execute(() -> {
                try (Socket client = server.accept();
                        OutputStream out = client.getOutputStream()) {
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                } catch (IOException _) {
                    // The poster has had enough.
                }
            });
            DirectPoster poster = poster("127.0.0.1", List.of(), DirectPosterTest::loopback);
            return post(poster, "http://127.0.0.1:" + server.getLocalPort() + "/");
        }
    }

    @Test
    void readsPastInterimAnswers() throws Exception {
        assertThat(against(
                        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo(new Reply.Answered(200));
    }

    @Test
    void takesNoHeadWithoutEnd() throws Exception {
        assertThat(reason(against("HTTP/1.1 200 OK\r\n" + "X-Filler: abcdefghij\r\n".repeat(5000))))
                .contains("The post failed");
    }

    @Test
    void takesOnlyHttpForAnAnswer() throws Exception {
        assertThat(reason(against("SSH-2.0-OpenSSH_9.2\r\n\r\n"))).contains("no HTTP");
        assertThat(reason(against(""))).contains("without an answer");
    }

    @Test
    void saysThatANameIsNotKnown() {
        DirectPoster poster = poster("public", List.of(), host -> {
            throw new UnknownHostException(host);
        });

        assertThat(reason(post(poster, "https://nowhere.invalid/"))).contains("nowhere.invalid is not known");
    }
}
