package dev.berth.gateway;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.edge.TestEdge;
import dev.berth.edge.route.Upstream;
import dev.berth.edge.server.EdgeServer;
import dev.berth.gateway.callback.CallbackPromises;
import dev.berth.gateway.line.Alarms;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.Journal;
import dev.berth.journal.log.LogSettings;
import dev.berth.journal.log.SegmentJournal;
import dev.berth.kit.SecretBox;
import dev.berth.testkit.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/// A gateway that keeps calls in a journal of its own, in front of the agent `shop`. It can be ended as by a crash of
/// the server, and opened again over the same folder.
final class KeptGate implements AutoCloseable {

    static final GatewaySettings SETTINGS = new GatewaySettings(
            Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMillis(300), 1000, TrustedProxies.NONE);

    private final FakeRoutes routes = new FakeRoutes();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final SegmentJournal journal;
    private final FickleJournal fickle;
    private final KeptCalls calls;
    private final Gateway gateway;
    private final TestEdge edge;
    private long generation = 1;

    KeptGate(Path folder) {
        this(folder, _ -> CallbackPromises.NONE);
    }

    KeptGate(Path folder, Function<Journal, CallbackPromises> callbacks) {
        this.journal = open(folder);
        this.fickle = new FickleJournal(journal);
        CompletableFuture<EdgeServer> sender = new CompletableFuture<>();
        this.calls = new KeptCalls(
                fickle,
                routes,
                (request, forward) -> sender.join().send(request, forward),
                SETTINGS,
                new RealAlarms(),
                blocking,
                callbacks.apply(journal),
                KeptLog.NONE);
        this.gateway = new Gateway(
                routes,
                credential -> credential.equals("good") ? Optional.of(new Anybody(credential)) : Optional.empty(),
                calls,
                SETTINGS,
                CallLog.NONE);
        this.edge = TestEdge.routing(gateway);
        sender.complete(edge.server());
        routes.subscribe(calls.deliverer()::changed);
    }

    private static SegmentJournal open(Path folder) {
        try {
            return SegmentJournal.open(
                    folder.resolve("journal"),
                    SecretBox.withKeyFile(folder.resolve("key")),
                    LogSettings.DEFAULTS,
                    InstantSource.system());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private record Anybody(String id) implements Callers.Caller {

        @Override
        public boolean mayInvoke(dev.berth.domain.agent.AgentId agent) {
            return true;
        }
    }

    private final class RealAlarms implements Alarms {

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void after(Duration delay, Runnable what) {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, blocking)
                    .execute(what);
        }
    }

    /// The body of the answer that is kept, as text.
    String keptBody(EntryId id) {
        try (var body = journal.response(id).orElseThrow().body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Takes up what a former gate left.
    KeptGate resumed() {
        calls.deliverer().start();
        return this;
    }

    /// The agent is ready at this address, as its next instance.
    KeptGate ready(InetSocketAddress address, CallPolicy policy) {
        routes.shop(
                false,
                policy,
                new AgentRoute.Way.Clear(
                        new InstanceId(FakeRoutes.SHOP, generation++), new Upstream.Tcp(address), "shop:8000"));
        return this;
    }

    KeptGate ready(ScriptedUpstream agent) {
        return ready(agent.address(), CallPolicy.DEFAULT);
    }

    KeptGate asleep(CallPolicy policy) {
        routes.shop(false, policy, new AgentRoute.Way.Waiting("The agent sleeps."));
        return this;
    }

    KeptGate stopped(CallPolicy policy) {
        routes.shop(false, policy, new AgentRoute.Way.Barred("agent_stopped", "The agent is stopped.", true));
        return this;
    }

    FakeRoutes routes() {
        return routes;
    }

    KeptCalls calls() {
        return calls;
    }

    /// The calls that the agent has.
    int atWork() {
        return gateway.calls(FakeRoutes.SHOP).atWork() + calls.deliverer().carried(FakeRoutes.SHOP);
    }

    /// Those of callers, and what is held of theirs.
    int all() {
        return gateway.calls(FakeRoutes.SHOP).open();
    }

    Conversation connect() {
        return edge.connect();
    }

    /// One call with the good token.
    Conversation.Message call(String method, String path, String body, String... headers) {
        try (Conversation client = connect()) {
            client.send(request(method, path, body, headers));
            return client.readMessage();
        }
    }

    static String request(String method, String path, String body, String... headers) {
        StringBuilder request = new StringBuilder(
                method + " /agent/shop" + path + " HTTP/1.1\r\nHost: berth.example\r\nX-Berth-Token: good\r\n");
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").append(body).toString();
    }

    List<Entry> entries() {
        return journal.list(new EntryQuery(FakeRoutes.SHOP, Set.of(), null, 500));
    }

    /// Waits until an entry is as expected.
    Entry await(String what, EntryId id, Predicate<Entry> condition) {
        Eventually.holds(what, () -> journal.find(id).filter(condition).isPresent());
        return journal.find(id).orElseThrow();
    }

    /// The journal as the gateway sees it.
    FickleJournal fickle() {
        return fickle;
    }

    SegmentJournal journal() {
        return journal;
    }

    @Override
    public void close() {
        edge.close();
        blocking.shutdown();
        journal.close();
    }

    /// The entry that an answer names.
    static EntryId entryOf(Conversation.Message answer) {
        return EntryId.parse(answer.header("Berth-Entry").getFirst()).orElseThrow();
    }

    static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// An agent that answers every call, and tells what it heard.
    static ScriptedUpstream answering(BlockingQueue<Conversation.Message> heard, String body) {
        return ScriptedUpstream.of(client -> {
            while (true) {
                heard.add(client.readMessage());
                client.send(
                        "HTTP/1.1 201 Created\r\nX-Own: yes\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
    }
}
