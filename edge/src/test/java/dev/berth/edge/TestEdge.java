package dev.berth.edge;

import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Router;
import dev.berth.edge.route.Upstream;
import dev.berth.edge.server.EdgeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// An edge on a loopback port of its own.
public final class TestEdge implements AutoCloseable {

    private final EdgeServer server;
    private final InetSocketAddress address;

    public TestEdge(EdgeLimits limits, Router router) {
        this.server = new EdgeServer(limits, router, 1);
        try {
            this.address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TestEdge routing(Router router) {
        return new TestEdge(EdgeLimits.DEFAULT, router);
    }

    /// Forwards everything to one upstream and changes nothing.
    public static TestEdge before(ScriptedUpstream upstream) {
        return routing(call -> forward(upstream, Hooks.NONE));
    }

    public static Decision.Forward forward(ScriptedUpstream upstream, Hooks hooks) {
        return new Decision.Forward(new Upstream.Tcp(upstream.address()), RequestEdits.NONE, ResponseEdits.NONE, hooks);
    }

    public Conversation connect() {
        return Conversation.with(address);
    }

    public InetSocketAddress address() {
        return address;
    }

    public EdgeServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
