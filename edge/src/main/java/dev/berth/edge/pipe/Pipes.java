package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Peer;
import dev.berth.edge.route.Router;
import dev.berth.edge.route.StoredRequest;
import dev.berth.edge.socket.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes a pipe of every client channel that it is given. One for a server.
public final class Pipes {

    private final EdgeLimits limits;
    private final Shared shared;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean closing;

    public Pipes(EdgeLimits limits, Router router, Transport transport) {
        this.limits = limits;
        this.shared =
                new Shared(limits, router, transport, new NameResolver(), Executors.newVirtualThreadPerTaskExecutor());
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

    /// Sends a request that has no client, on one of the event loops. May be called from any thread.
    public void send(EventLoop events, StoredRequest request, Decision.Forward forward) {
        try {
            events.execute(() -> {
                if (closing) {
                    notSent(forward);
                } else {
                    Sending.begin(loops.computeIfAbsent(events, this::newLoop), request, forward);
                }
            });
        } catch (RejectedExecutionException _) {
            notSent(forward);
        }
    }

    private static void notSent(Decision.Forward forward) {
        forward.hooks().observer().finished(Outcome.UNREACHABLE, 0, 0);
    }

    /// Client connections that are open.
    public int openConnections() {
        return open.get();
    }

    /// Client connections that are open, and exchanges that have no client.
    public int underWay() {
        return open.get() + loops.values().stream().mapToInt(Loop::alone).sum();
    }

    /// Takes no further request on any connection: idle ones close, the others after the answer that is under way.
    public void beginClosing() {
        closing = true;
        loops.values().forEach(loop -> loop.run(loop::beginClosing));
    }

    /// Cuts every connection, and every exchange without one. Whoever observes an exchange hears of its end.
    public void cutAll() {
        closing = true;
        loops.values().forEach(loop -> loop.run(loop::cutAll));
    }

    /// Waits until nothing is written to a spool or removed from it any more. To be called when the loops have ended.
    ///
    /// @return false when the time was over first
    public boolean awaitThreads(Duration longest) throws InterruptedException {
        shared.threads().shutdown();
        return shared.threads().awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Loop newLoop(EventLoop events) {
        Loop loop = new Loop(events, shared);
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
