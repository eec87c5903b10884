package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.route.Peer;
import dev.berth.edge.route.Router;
import dev.berth.edge.socket.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes a pipe of every client channel that it is given. One for a server.
public final class Pipes {

    private final EdgeLimits limits;
    private final Router router;
    private final Transport transport;
    private final NameResolver names = new NameResolver();
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    public Pipes(EdgeLimits limits, Router router, Transport transport) {
        this.limits = limits;
        this.router = router;
        this.transport = transport;
    }

    /// Takes a client channel over that was just accepted, on its event loop. What decrypts is in its pipeline already.
    public void accept(Channel channel, boolean secure) {
        Loop loop = loops.computeIfAbsent(channel.eventLoop(), this::newLoop);
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            TooMany.turnAway(channel, loop.ids().next());
        } else {
            Peer peer = peer(channel.remoteAddress(), secure);
            channel.pipeline().addLast(new ClientConnection(loop, peer, channel, open::decrementAndGet));
        }
    }

    /// Client connections that are open.
    public int openConnections() {
        return open.get();
    }

    /// Takes no further request on any connection: idle ones close, the others after the answer that is under way.
    public void beginClosing() {
        loops.values().forEach(loop -> loop.events().execute(loop::beginClosing));
    }

    /// Cuts every connection. Whoever observes an exchange hears of its end.
    public void cutAll() {
        loops.values().forEach(loop -> loop.events().execute(loop.deadlines()::cutAll));
    }

    private Loop newLoop(EventLoop events) {
        Loop loop = new Loop(events, limits, router, transport, names);
        loop.start();
        return loop;
    }

    private static Peer peer(SocketAddress address, boolean secure) {
        if (address instanceof InetSocketAddress internet) {
            return new Peer(internet.getAddress().getHostAddress(), internet.getPort(), secure);
        }
        return new Peer("unix", 0, secure);
    }
}
