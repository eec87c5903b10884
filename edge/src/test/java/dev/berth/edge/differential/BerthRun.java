package dev.berth.edge.differential;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.TestEdge;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A real edge that forwards each client connection to an upstream of that connection's own.
final class BerthRun implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final TestEdge edge;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Case> cases = new ConcurrentHashMap<>();

    BerthRun(EdgeLimits limits) {
        this.edge = new TestEdge(limits, this::route);
    }

    /// What became of one stream.
    ///
    /// @param called method and target of each request that was let through
    /// @param forwarded what was sent, for each upstream connection
    /// @param answers what the client got
    record Passage(List<String> called, List<String> forwarded, String answers) {}

    /// One client connection and its upstream.
    private record Case(RecordingUpstream upstream, List<String> called) {}

    /// Sends the stream in pieces that end at the cuts, ends the output, and waits for the end of the connection.
    Passage pass(byte[] stream, List<Integer> cuts) {
        try (RecordingUpstream upstream = new RecordingUpstream();
                Socket client = new Socket()) {
            Case made = new Case(upstream, new CopyOnWriteArrayList<>());
            InetAddress address = InetAddress.getByAddress(number());
            client.bind(new InetSocketAddress(address, 0));
            cases.put(address.getHostAddress(), made);
            client.setSoTimeout(PATIENCE_MILLIS);
            client.setTcpNoDelay(true);
            client.connect(edge.address());
            byte[] answers = converse(client, stream, cuts);
            cases.remove(address.getHostAddress());
            return new Passage(List.copyOf(made.called()), upstream.received(), Latin1.text(answers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each client comes from a loopback address of its own, by which it is known.
    private byte[] number() {
        int number = numbers.getAndIncrement();
        return new byte[] {127, (byte) (1 + (number >> 16) % 200), (byte) (number >> 8), (byte) number};
    }

    private static byte[] converse(Socket client, byte[] stream, List<Integer> cuts) throws IOException {
        try {
            int from = 0;
            for (int cut : cuts) {
                client.getOutputStream().write(stream, from, cut - from);
                from = cut;
            }
            client.getOutputStream().write(stream, from, stream.length - from);
            client.shutdownOutput();
        } catch (SocketException _) {
            // Refused early; the answer is still to be read.
        }
        return client.getInputStream().readAllBytes();
    }

    private Decision route(Call call) {
        Case of = Objects.requireNonNull(cases.get(call.peer().host()));
        RequestHead head = call.head();
        of.called().add(head.method() + " " + head.target());
        Upstream upstream = new Upstream.Tcp(of.upstream().address());
        return new Decision.Forward(upstream, RequestEdits.NONE, ResponseEdits.NONE, Hooks.NONE);
    }

    @Override
    public void close() {
        edge.close();
    }
}
