package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.Conversation;
import dev.berth.edge.Conversation.Message;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
class GatewayTest {

    private Gate gate = Gate.echoing();

    @AfterEach
    void close() {
        gate.close();
    }

    private void use(Gate other) {
        gate.close();
        gate = other;
    }

    private Message with(String headers) {
        try (Conversation client = gate.connect()) {
            client.send("GET /agent/shop/ HTTP/1.1\r\nHost: berth.example\r\n" + headers + "\r\n");
            return client.readMessage();
        }
    }

    @Test
    void takesThePrefixAwayAndLeavesTheRestOfTheTargetAsItWas() {
        Message answer = gate.call("GET /agent/shop/a%2Fb/../c//d?x=%20&y=/agent/shop/");

        assertThat(answer.body()).startsWith("GET /a%2Fb/../c//d?x=%20&y=/agent/shop/ HTTP/1.1\r\n");
    }

    @Test
    void findsAnAgentByItsIdAsWell() {
        assertThat(gate.call("GET /agent/" + FakeRoutes.SHOP + "/x").body()).startsWith("GET /x HTTP/1.1\r\n");
    }

    @Test
    void tellsTheAgentWhoCallsAndWhere() {
        String seen = gate.call("GET /agent/shop/").body();

        assertThat(seen)
                .contains("Host: 172.18.0.9:8000\r\n")
                .contains("X-Forwarded-For: 127.0.0.1\r\n")
                .contains("X-Forwarded-Host: berth.example\r\n")
                .contains("X-Forwarded-Proto: http\r\n")
                .contains("X-Forwarded-Prefix: /agent/shop\r\n")
                .contains("Forwarded: for=127.0.0.1;host=\"berth.example\";proto=http\r\n")
                .containsPattern("X-Berth-Request-Id: [0-9a-f]{24}\r\n")
                .doesNotContain("Host: berth.example\r\nX-Berth");
    }

    @Test
    void ignoresWhatACallerSaysInTheGatewaysName() {
        String seen = gate.call(
                        "GET /agent/shop/",
                        "X-Berth-Attempt: 7",
                        "x-berth-request-id: mine",
                        "X-Forwarded-For: 6.6.6.6",
                        "Forwarded: for=6.6.6.6",
                        "X-Real-IP: 6.6.6.6")
                .body();

        assertThat(seen).doesNotContain("mine", "6.6.6.6", "Attempt", "good");
    }

    @Test
    void keepsOrderCaseAndRepetitionOfTheCallersHeaders() {
        String seen = gate.call("GET /agent/shop/", "B-two: 1", "a-ONE: 2", "B-two: 3")
                .body();

        assertThat(seen).contains("B-two: 1\r\na-ONE: 2\r\nB-two: 3\r\n");
    }

    @Test
    void asksForATokenAndSaysHowToSendIt() {
        Message answer = with("");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).containsExactly("Bearer realm=\"berth\"");
        assertThat(answer.body()).contains("\"code\":\"unauthorized\"", "needs a token", "X-Berth-Token", "request_id");
    }

    @Test
    void tellsATokenThatIsNoneFromNoTokenAtAll() {
        assertThat(with("Authorization: Bearer wrong\r\n").body()).contains("This token is unknown");
        assertThat(with("X-Berth-Token: wrong\r\n").body()).contains("This token is unknown");
        assertThat(with("Authorization: Basic YTpi\r\n").body()).contains("needs a token");
    }

    @Test
    void refusesATokenThatMayNotCallTheAgent() {
        assertThat(with("X-Berth-Token: poor\r\n").status()).isEqualTo(403);
        assertThat(with("Authorization: Bearer poor\r\n").status()).isEqualTo(403);
        assertThat(with("Authorization: Bearer wrong\r\n").status()).isEqualTo(401);
    }

    @Test
    void takesABerthTokenOutOfTheAuthorizationHeader() {
        assertThat(with("Authorization: Bearer good\r\n").body()).doesNotContain("Authorization", "good");
        assertThat(with("authorization: bearer good\r\n").body()).doesNotContain("authorization", "good");
    }

    @Test
    void leavesAuthorizationToTheAgentWhenTheTokenComesOnItsOwn() {
        assertThat(with("X-Berth-Token: good\r\nAuthorization: Basic dTpw\r\n").body())
                .contains("Authorization: Basic dTpw\r\n")
                .doesNotContain("good");
    }

    @Test
    void asksNobodyForATokenOfAnOpenAgent() {
        gate.routes().shop(true, gate.clear());

        assertThat(with("").status()).isEqualTo(200);
        assertThat(with("Authorization: Bearer the-agents-own\r\n").body())
                .contains("Authorization: Bearer the-agents-own\r\n");
        assertThat(with("Authorization: Bearer good\r\n").body()).doesNotContain("good");
    }

    @Test
    void tellsStrangersNothingAboutWhichAgentsThereAre() {
        gate.routes().remove();

        assertThat(with("").status()).isEqualTo(401);
        Message answer = with("X-Berth-Token: good\r\n");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"agent_unknown\"", "shop");
    }

    @Test
    void addsTheSlashThatABareAddressLacks() {
        assertThat(gate.call("GET /agent/shop").header("Location")).containsExactly("/agent/shop/");
        Message answer = gate.call("POST /agent/shop?a=b");
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).containsExactly("/agent/shop/?a=b");
        assertThat(gate.call("GET /agent/").status()).isEqualTo(404);
    }

    @Test
    void putsLocationsAndCookiePathsBackUnderThePrefix() {
        use(Gate.answering("Location: /cart?x=1\r\nSet-Cookie: a=b; Path=/; HttpOnly\r\nset-cookie: c=d\r\n"));

        Message answer = gate.call("GET /agent/shop/");

        assertThat(answer.header("Location")).containsExactly("/agent/shop/cart?x=1");
        assertThat(answer.header("Set-Cookie")).containsExactly("a=b; Path=/agent/shop/; HttpOnly", "c=d");
    }

    @Test
    void saysWhyAStoppedAgentIsNotCalled() {
        gate.routes().shop(false, new AgentRoute.Way.Barred("agent_stopped", "The agent is stopped. By hand.", true));

        Message answer = gate.call("GET /agent/shop/");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"agent_stopped\"", "By hand.");
    }

    @Test
    void holdsACallUntilTheAgentIsReady() {
        gate.routes().shop(false, new AgentRoute.Way.Waiting("It starts."));
        try (Conversation client = gate.connect()) {
            client.send(
                    "POST /agent/shop/work HTTP/1.1\r\nHost: b\r\nX-Berth-Token: good\r\nContent-Length: 5\r\n\r\nhello");

            gate.routes().shop(false, new AgentRoute.Way.Waiting("It still starts."));
            gate.routes().shop(false, gate.clear());

            Message answer = client.readMessage();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).startsWith("POST /work HTTP/1.1\r\n").endsWith("hello");
        }
    }

    @Test
    void givesUpHoldingACallWhenTheCallersWaitIsOver() {
        gate.routes().shop(false, new AgentRoute.Way.Waiting("It starts."));

        Message answer = gate.call("GET /agent/shop/", "Prefer: respond-sync, wait=0");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).hasSize(1);
        assertThat(answer.body()).contains("\"code\":\"agent_not_ready\"", "It starts.");
    }

    @Test
    void tellsThatAnAgentIsGoneWhichACallWaitedFor() {
        gate.routes().shop(false, new AgentRoute.Way.Waiting("It starts."));
        try (Conversation client = gate.connect()) {
            client.send("GET /agent/shop/ HTTP/1.1\r\nHost: b\r\nX-Berth-Token: good\r\n\r\n");

            gate.routes().remove();

            assertThat(client.readMessage().status()).isIn(404, 503);
        }
    }

    @Test
    void answersBadGatewayWhenAReadyAgentTakesNoConnections() throws IOException {
        leaveTheAgentWithoutAPort();

        Message answer = gate.call("GET /agent/shop/");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("\"code\":\"agent_unreachable\"", "request_id");
    }

    @Test
    void neverLetsABerthTokenThroughToTheAgent() {
        assertThat(with("X-Berth-Token: good\r\nAuthorization: Bearer good\r\n").body())
                .doesNotContain("good", "Authorization");
        assertThat(with("X-Berth-Token: good\r\nConnection: X-Berth-Token\r\n").body())
                .doesNotContain("good");
    }

    @Test
    void passesEveryMethodOn() {
        for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"}) {
            assertThat(gate.call(method + " /agent/shop/x").body()).startsWith(method + " /x HTTP/1.1\r\n");
        }
    }

    @Test
    void tellsAnAgentInTheCallersHttp10WhichHostItIs() {
        try (Conversation client = gate.connect()) {
            client.send("GET /agent/shop/ HTTP/1.0\r\nX-Berth-Token: good\r\n\r\n");

            assertThat(client.readMessage().body())
                    .startsWith("GET / HTTP/1.1\r\n")
                    .contains("Host: 172.18.0.9:8000\r\n", "X-Forwarded-Host: 172.18.0.9:8000\r\n");
        }
    }

    @Test
    void offersACallAgainUntilTheAgentTakesConnections() throws Exception {
        ServerSocket late = new ServerSocket();
        late.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), late.getLocalPort());
        late.close();
        gate.routes()
                .shop(
                        false,
                        new AgentRoute.Way.Clear(
                                new InstanceId(FakeRoutes.SHOP, 1), new Upstream.Tcp(address), "late"));
        try (Conversation client = gate.connect()) {
            client.send(
                    "POST /agent/shop/ HTTP/1.1\r\nHost: b\r\nX-Berth-Token: good\r\nContent-Length: 5\r\n\r\nhello");

            gate.routes().shop(false, gate.clear());

            assertThat(client.readMessage().body()).endsWith("hello");
        }
        assertThat(gate.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(gate.hasToldAll()).isTrue();
    }

    @Test
    void tellsTheLogOnceHowEachCallEnded() throws Exception {
        gate.call("GET /agent/shop/");
        CallLog.Ending answered = gate.ending();
        assertThat(answered.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.bytesIn()).isPositive();
        assertThat(answered.bytesOut()).isPositive();
        assertThat(answered.nanos()).isPositive();

        with("");
        assertThat(gate.refusal()).isEqualTo("unauthorized");
        gate.call("GET /agent/nobody/");
        assertThat(gate.refusal()).isEqualTo("agent_unknown");

        gate.routes().shop(false, new AgentRoute.Way.Barred("agent_stopped", "Stopped.", true));
        gate.call("GET /agent/shop/");
        assertThat(gate.outcome()).isEqualTo(Outcome.ANSWERED_HERE);
        assertThat(gate.hasToldAll()).isTrue();
    }

    @Test
    void countsACallOnceThatFoundNobody() throws Exception {
        leaveTheAgentWithoutAPort();
        gate.call("GET /agent/shop/");

        assertThat(gate.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(gate.hasToldAll()).isTrue();
    }

    @Test
    void countsACallOutThatItsCallerGaveUpWaitingFor() throws Exception {
        gate.routes().shop(false, new AgentRoute.Way.Waiting("It starts."));
        for (int i = 0; i < 3; i++) {
            Conversation client = gate.connect();
            client.send("GET /agent/shop/ HTTP/1.1\r\nHost: b\r\nX-Berth-Token: good\r\n\r\n");
            client.reset();

            assertThat(gate.outcome()).isEqualTo(Outcome.CLIENT_LEFT);
        }
        gate.routes().shop(false, gate.clear());

        assertThat(gate.call("GET /agent/shop/").status()).isEqualTo(200);
    }

    @Test
    void passesAnUpgradeThrough() {
        use(new Gate(ScriptedUpstream.of(agent -> {
            assertThat(agent.readHead()).startsWith("GET /ws HTTP/1.1\r\n").contains("Connection: upgrade\r\n");
            agent.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n");
            agent.send(agent.read(4));
            agent.readToEnd();
        })));
        try (Conversation client = gate.connect()) {
            client.send("GET /agent/shop/ws HTTP/1.1\r\nHost: b\r\nX-Berth-Token: good\r\n"
                    + "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            client.send("ping");

            assertThat(client.read(4)).isEqualTo("ping");
        }
    }

    @Test
    void limitsTheCallsOfOneAgentAndCountsThemOutAgain() throws InterruptedException {
        use(new Gate(ScriptedUpstream.of(agent -> {
            agent.readMessage();
            agent.readToEnd();
        })));
        String call = "GET /agent/shop/ HTTP/1.1\r\nHost: b\r\nX-Berth-Token: good\r\n\r\n";
        try (Conversation one = gate.connect();
                Conversation two = gate.connect();
                Conversation three = gate.connect()) {
            one.send(call);
            two.send(call);
            awaitBusy(three, call);
            one.reset();
            two.reset();
        }
        assertThat(gate.outcome()).isEqualTo(Outcome.CLIENT_LEFT);
        assertThat(gate.outcome()).isEqualTo(Outcome.CLIENT_LEFT);
    }

    private void leaveTheAgentWithoutAPort() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Upstream nobody = new Upstream.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), closed));
        gate.routes().shop(false, new AgentRoute.Way.Clear(new InstanceId(FakeRoutes.SHOP, 1), nobody, "nobody"));
    }

    /// The third call is refused; should it have come before one of the others, that one is.
    private void awaitBusy(Conversation third, String call) {
        third.send(call);
        Message answer = third.readMessage();
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).containsExactly("1");
        assertThat(answer.body()).contains("\"code\":\"agent_busy\"");
    }
}
