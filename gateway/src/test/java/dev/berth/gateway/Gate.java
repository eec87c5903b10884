package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A gateway behind an edge, in front of a scripted agent named `shop`.
///
/// The token `good` may call every agent, `poor` none.
final class Gate implements AutoCloseable {

    static final GatewaySettings SETTINGS = new GatewaySettings(
            Duration.ofSeconds(5), Duration.ofSeconds(9), Duration.ofMillis(300), 2, TrustedProxies.NONE);

    private final ScriptedUpstream agent;
    private final FakeRoutes routes = new FakeRoutes();
    private final BlockingQueue<CallLog.Ending> endings = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
    private final Gateway gateway;
    private final TestEdge edge;

    Gate(ScriptedUpstream agent) {
        this(agent, SETTINGS, Acceptance.UNRECORDED);
    }

    Gate(ScriptedUpstream agent, GatewaySettings settings, Acceptance acceptance) {
        this.agent = agent;
        this.gateway = new Gateway(routes, Gate::identify, acceptance, settings, new CallLog() {
            @Override
            public void refused(String code) {
                refusals.add(code);
            }

            @Override
            public void finished(AgentId id, Ending ending) {
                endings.add(ending);
            }
        });
        this.edge = TestEdge.routing(gateway);
        routes.shop(false, clear());
    }

    /// The agent answers every call with what it got, head and body, as its body.
    static Gate echoing() {
        return echoing(SETTINGS);
    }

    static Gate echoing(GatewaySettings settings) {
        return new Gate(echo(), settings, Acceptance.UNRECORDED);
    }

    static ScriptedUpstream echo() {
        return ScriptedUpstream.of(client -> {
            while (true) {
                Conversation.Message call = client.readMessage();
                String body = call.head() + call.body();
                client.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
    }

    /// The agent answers every call with this head, and no body.
    static Gate answering(String headers) {
        return new Gate(ScriptedUpstream.answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + headers + "\r\n"));
    }

    private static Optional<Callers.Caller> identify(String credential) {
        return switch (credential) {
            case "good" -> Optional.of(new Bearer(credential, true));
            case "poor" -> Optional.of(new Bearer(credential, false));
            default -> Optional.empty();
        };
    }

    private record Bearer(String id, boolean may) implements Callers.Caller {

        @Override
        public boolean mayInvoke(AgentId agent) {
            return may;
        }
    }

    AgentRoute.Way.Clear clear() {
        return new AgentRoute.Way.Clear(
                new InstanceId(FakeRoutes.SHOP, 1), new Upstream.Tcp(agent.address()), authority());
    }

    String authority() {
        return "172.18.0.9:8000";
    }

    FakeRoutes routes() {
        return routes;
    }

    /// The calls that the agent has.
    int atWork() {
        return gateway.calls(FakeRoutes.SHOP).atWork();
    }

    /// Those, and what is held.
    int all() {
        return gateway.calls(FakeRoutes.SHOP).open();
    }

    Conversation connect() {
        return edge.connect();
    }

    /// One call with the good token.
    Conversation.Message call(String startLine, String... headers) {
        try (Conversation client = connect()) {
            client.send(startLine + " HTTP/1.1\r\nHost: berth.example\r\nX-Berth-Token: good\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream().map(each -> each + "\r\n").toList())
                    + "\r\n");
            return client.readMessage();
        }
    }

    /// How the next call ended that was taken on.
    CallLog.Ending ending() throws InterruptedException {
        return next(endings);
    }

    Outcome outcome() throws InterruptedException {
        return ending().outcome();
    }

    /// The code of the next call that was turned away.
    String refusal() throws InterruptedException {
        return next(refusals);
    }

    /// Whether every call that was taken on has been told of.
    boolean hasToldAll() {
        return endings.isEmpty();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told");
        }
        return next;
    }

    @Override
    public void close() {
        edge.close();
        agent.close();
    }
}
