package dev.berth.edge.server;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.pipe.Pipes;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Router;
import dev.berth.edge.route.StoredRequest;
import dev.berth.edge.socket.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listening sockets and the event loops behind them.
///
/// Made with the router that decides where each request goes; listens where it is told to, on any number of addresses.
public final class EdgeServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeServer.class);
    private static final int BACKLOG = 1024;
    private static final Duration LONGEST_CUT = Duration.ofSeconds(5);

    private final EdgeLimits limits;
    private final Transport transport;
    private final Pipes pipes;
    private final EventLoopGroup loops;
    private final List<Channel> listening = new CopyOnWriteArrayList<>();

    /// @param threads event loops; one for a processor is best
    public EdgeServer(EdgeLimits limits, Router router, int threads) {
        this(limits, router, threads, Transport.best());
    }

    public EdgeServer(EdgeLimits limits, Router router, int threads, Transport transport) {
        this.limits = limits;
        this.transport = transport;
        this.pipes = new Pipes(limits, router, transport);
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("edge", true), transport.ioHandlers());
    }

    /// Listens on a TCP port.
    ///
    /// @return the address that it listens on, with the port that the system chose if none was asked for
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        return (InetSocketAddress) bind(transport::tcpServer, address).localAddress();
    }

    /// Listens on a unix domain socket. A file at that path must not exist.
    public void listen(Path socket) throws IOException {
        bind(transport::unixServer, transport.unixAddress(socket));
    }

    private Channel bind(ChannelFactory<ServerChannel> sockets, SocketAddress address) throws IOException {
        io.netty.channel.ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channelFactory(sockets)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                limits.flow().lowWater(), limits.flow().highWater()))
                .childHandler(new Accepting())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        listening.add(bound.channel());
        LOG.atInfo().addKeyValue("address", bound.channel().localAddress()).log("edge listening");
        return bound.channel();
    }

    /// Sends a request that has no client, over the same connections as those that have one. Its exchange goes as one
    /// whose client has left already: the recorder keeps the answer, the observer hears how it went.
    ///
    /// May be called from any thread; all hooks are called on an event loop. A request that comes after [#drain] or
    /// [#close] is not sent: its observer hears [Outcome#UNREACHABLE], maybe on the caller's thread.
    public void send(StoredRequest request, Decision.Forward forward) {
        pipes.send(loops.next(), request, forward);
    }

    /// Client connections that are open.
    public int openConnections() {
        return pipes.openConnections();
    }

    /// Takes no further connections or requests, and waits for the answers under way, with or without a client.
    ///
    /// @return false when some were still under way when the time was over
    public boolean drain(Duration longest) throws InterruptedException {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        pipes.beginClosing();
        return awaitNothingUnderWay(longest);
    }

    private boolean awaitNothingUnderWay(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (pipes.underWay() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return pipes.underWay() == 0;
    }

    /// Cuts what is still open. Call [#drain] before, to let answers end.
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        pipes.cutAll();
        try {
            boolean all = awaitNothingUnderWay(LONGEST_CUT);
            LOG.atDebug()
                    .addKeyValue("status", all ? "all closed" : "some left")
                    .log("edge connections cut");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        awaitSpools();
    }

    private void awaitSpools() {
        try {
            if (!pipes.awaitThreads(LONGEST_CUT)) {
                LOG.atWarn().log("stored bodies are still being read or written");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sets a client's channel up. A handler that decrypts belongs before the pipe; there is none yet.
    private final class Accepting extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            if (channel.localAddress() instanceof InetSocketAddress) {
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            }
            pipes.accept(channel, false);
        }
    }
}
