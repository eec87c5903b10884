package dev.berth.edge.differential;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.TestEdge;
import dev.berth.edge.WatchedExchange;
import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Upstream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A real edge between a client that asks twice and an upstream that answers the first time as a case says.
final class AnswerRun implements AutoCloseable {

    /// What is answered to the second request. Whoever gets it for that one, found the end of the first answer.
    static final String SECOND = "HTTP/1.1 200 OK\r\nX-Two: 2\r\nContent-Length: 3\r\n\r\ntwo";

    private static final List<String> ASK_TWICE = List.of(
            " /one HTTP/1.1",
            "Content-Length: 0",
            "Host: a",
            "",
            "GET /two HTTP/1.1",
            "Connection: close",
            "Host: a",
            "",
            "");
    private static final AsciiSlice ONE = AsciiSlice.of("/one");
    private static final int PATIENCE_MILLIS = 20_000;

    /// An upstream that promised more than it sends gives up after this time.
    private static final int SILENCE_MILLIS = 100;

    private final TestEdge edge = new TestEdge(EdgeLimits.DEFAULT, this::route);
    private final Map<String, Case> cases = new ConcurrentHashMap<>();

    /// What became of the first request, and all that the client got.
    record Passage(WatchedExchange.Ending ending, String received) {}

    private record Case(InetSocketAddress upstream, WatchedExchange watched) {}

    Passage pass(Answered answered) {
        try (ServerSocket upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket client = new Socket()) {
            Thread.ofVirtual().start(() -> acceptAll(upstream, answered));
            String name = Integer.toString(upstream.getLocalPort());
            WatchedExchange watched = new WatchedExchange();
            cases.put(name, new Case((InetSocketAddress) upstream.getLocalSocketAddress(), watched));
            String requests = (answered.method() + String.join("\r\n", ASK_TWICE)).replace("Host: a", "Host: " + name);
            client.setSoTimeout(PATIENCE_MILLIS);
            client.connect(edge.address());
            client.getOutputStream().write(Latin1.bytes(requests));
            String received = Latin1.text(client.getInputStream().readAllBytes());
            cases.remove(name);
            return new Passage(watched.ending(), received);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Decision route(Call call) {
        String name = call.head().header(HeaderName.of("Host")).orElseThrow().toString();
        Case of = Objects.requireNonNull(cases.get(name));
        Hooks hooks = call.head().target().equals(ONE) ? Hooks.NONE.withObserver(of.watched()) : Hooks.NONE;
        return new Decision.Forward(new Upstream.Tcp(of.upstream()), RequestEdits.NONE, ResponseEdits.NONE, hooks);
    }

    private static void acceptAll(ServerSocket server, Answered answered) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, answered));
            }
        } catch (IOException e) {
            // The case is over.
        }
    }

    private static void serve(Socket socket, Answered answered) {
        try (socket) {
            socket.setTcpNoDelay(true);
            PlainReader reader = new PlainReader(new BufferedInputStream(socket.getInputStream()));
            PlainReader.Message request = reader.request();
            while (request != null) {
                boolean first = request.startLine().contains(" /one ");
                socket.getOutputStream().write(Latin1.bytes(first ? answered.answer() : SECOND));
                if (first && answered.closes()) {
                    socket.shutdownOutput();
                }
                socket.setSoTimeout(SILENCE_MILLIS);
                request = reader.request();
            }
        } catch (IOException e) {
            // Nothing more is asked, or the edge has had enough.
        }
    }

    @Override
    public void close() {
        edge.close();
    }
}
