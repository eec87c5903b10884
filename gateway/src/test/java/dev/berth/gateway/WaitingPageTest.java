package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page that browsers are shown while an agent wakes.
class WaitingPageTest {

    private static final CallPolicy PAGE = CallPolicy.DEFAULT.waitingPage(true);
    private static final String NAVIGATES = "Sec-Fetch-Mode: navigate";
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    @TempDir
    Path folder;

    private KeptGate gate;
    private final BlockingQueue<Conversation.Message> heard = new LinkedBlockingQueue<>();
    private ScriptedUpstream agent;

    @BeforeEach
    void open() {
        gate = new KeptGate(folder);
        agent = KeptGate.answering(heard, "the agent's own page");
    }

    @AfterEach
    void close() {
        gate.close();
        agent.close();
    }

    @Test
    void showsAPageThatAsksAgainAndWakesTheAgent() throws Exception {
        Conversation.Message answer = gate.asleep(PAGE).call("GET", "/x?y=1", "", NAVIGATES);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).containsExactly("text/html; charset=utf-8");
        assertThat(answer.header("Retry-After")).containsExactly("2");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.body())
                .contains("<meta http-equiv=\"refresh\" content=\"2\">")
                .contains("<title>shop is waking up</title>")
                .doesNotContain("<script");
        Matcher style = STYLE.matcher(answer.body());
        assertThat(style.find()).isTrue();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.header("Content-Security-Policy").getFirst())
                .startsWith("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(digest) + "'");
        assertThat(gate.routes().wakes()).isPositive();
        assertThat(gate.entries()).isEmpty();
    }

    @Test
    void givesTheAgentsOwnAnswerOnceItIsReady() {
        gate.asleep(PAGE);
        assertThat(gate.call("GET", "/", "", NAVIGATES).status()).isEqualTo(503);

        gate.ready(agent.address(), PAGE);

        Conversation.Message answer = gate.call("GET", "/", "", NAVIGATES);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("the agent's own page");
        assertThat(gate.entries()).isEmpty();
    }

    @Test
    void showsItOfAnAgentThatTakesNoConnectionToo() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.getLocalPort());
        }

        Conversation.Message answer = gate.ready(nobody, PAGE).call("GET", "/", "", NAVIGATES);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("shop is waking up");
        assertThat(gate.entries()).isEmpty();
    }

    @Test
    void holdsEveryoneElseAsEver() {
        try (Conversation caller = gate.asleep(PAGE).connect()) {
            caller.send(KeptGate.request("GET", "/", "", "Accept: application/json"));
            Eventually.holds("it waits", () -> gate.calls().deliverer().open(FakeRoutes.SHOP) == 1);

            gate.ready(agent.address(), PAGE);

            assertThat(caller.readMessage().status()).isEqualTo(201);
        }
    }

    @Test
    void showsNothingUnlessTheAgentWantsIt() {
        try (Conversation caller = gate.asleep(CallPolicy.DEFAULT).connect()) {
            caller.send(KeptGate.request("GET", "/", "", NAVIGATES));
            Eventually.holds("it waits", () -> gate.calls().deliverer().open(FakeRoutes.SHOP) == 1);

            gate.ready(agent);

            assertThat(caller.readMessage().status()).isEqualTo(201);
        }
    }

    @Test
    void leavesAStoppedAgentAlone() {
        Conversation.Message answer = gate.stopped(PAGE).call("GET", "/", "", NAVIGATES);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(gate.routes().wakes()).isZero();
    }
}
