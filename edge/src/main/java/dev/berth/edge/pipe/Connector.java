package dev.berth.edge.pipe;

import dev.berth.edge.route.Upstream;
import dev.berth.edge.route.UpstreamFailure;
import dev.berth.edge.socket.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;

/// Opens connections to upstreams for one event loop.
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a channel is heard by its handler
final class Connector {

    /// Hears what became of one attempt, on the event loop. Exactly one of the two, unless it was given up.
    interface Listener {

        void connected(UpstreamConnection connection);

        void failed(UpstreamFailure failure);
    }

    private final Loop loop;
    private final Transport transport;
    private final NameResolver names;

    Connector(Loop loop, Transport transport, NameResolver names) {
        this.loop = loop;
        this.transport = transport;
        this.names = names;
    }

    Attempt connect(Upstream upstream, Listener listener) {
        Attempt attempt = new Attempt(upstream, listener);
        switch (upstream) {
            case Upstream.Tcp tcp ->
                attempt.open(
                        transport::tcp, List.<SocketAddress>of(tcp.address()).iterator());
            case Upstream.Unix unix ->
                attempt.open(
                        transport::unix,
                        List.of(transport.unixAddress(unix.path())).iterator());
            case Upstream.Named named -> attempt.resolve(named);
        }
        return attempt;
    }

    /// An attempt to connect, to one address after the other.
    final class Attempt {

        private final Upstream upstream;
        private final Listener listener;
        private boolean givenUp;

        private Attempt(Upstream upstream, Listener listener) {
            this.upstream = upstream;
            this.listener = listener;
        }

        /// The result is no longer wanted. The listener hears nothing more.
        void giveUp() {
            givenUp = true;
        }

        private void resolve(Upstream.Named named) {
            EventLoop events = loop.events();
            names.resolve(named.host())
                    .whenComplete((addresses, failure) -> events.execute(() -> {
                        if (givenUp) {
                            return;
                        }
                        if (failure != null) {
                            listener.failed(new UpstreamFailure(
                                    UpstreamFailure.Kind.NAME_UNKNOWN,
                                    "The host name " + named.host() + " is unknown."));
                        } else {
                            open(transport::tcp, socketAddresses(addresses, named.port()));
                        }
                    }));
        }

        private static Iterator<SocketAddress> socketAddresses(List<InetAddress> addresses, int port) {
            return addresses.stream()
                    .<SocketAddress>map(address -> new InetSocketAddress(address, port))
                    .iterator();
        }

        private void open(ChannelFactory<Channel> sockets, Iterator<SocketAddress> addresses) {
            SocketAddress address = addresses.next();
            bootstrap(sockets).connect(address).addListener((ChannelFuture future) -> {
                Channel channel = future.channel();
                if (givenUp) {
                    channel.close();
                } else if (future.isSuccess()) {
                    listener.connected(adopt(channel));
                } else if (addresses.hasNext()) {
                    open(sockets, addresses);
                } else {
                    listener.failed(failure(address, future.cause()));
                }
            });
        }

        private UpstreamConnection adopt(Channel channel) {
            UpstreamConnection connection = new UpstreamConnection(loop, upstream, channel);
            channel.pipeline().addLast(connection);
            return connection;
        }
    }

    private Bootstrap bootstrap(ChannelFactory<Channel> sockets) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.events())
                .channelFactory(sockets)
                .disableResolver()
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        loop.limits().upstreams().connect().toMillis())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
        return bootstrap.handler(NoDelay.INSTANCE);
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(
                loop.limits().flow().lowWater(), loop.limits().flow().highWater());
    }

    private static UpstreamFailure failure(SocketAddress address, Throwable cause) {
        UpstreamFailure.Kind kind = switch (cause) {
            case ConnectTimeoutException _ -> UpstreamFailure.Kind.CONNECT_TIMED_OUT;
            case ConnectException _ -> UpstreamFailure.Kind.CONNECTION_REFUSED;
            default -> UpstreamFailure.Kind.CONNECT_FAILED;
        };
        String reason = switch (kind) {
            case CONNECT_TIMED_OUT -> "No connection to " + address + " could be opened in time.";
            case CONNECTION_REFUSED -> "Nothing accepts connections at " + address + ".";
            case NAME_UNKNOWN, CONNECT_FAILED -> "No connection to " + address + " could be opened.";
        };
        return new UpstreamFailure(kind, reason);
    }

    /// Sets what only TCP sockets know.
    @ChannelHandler.Sharable
    private static final class NoDelay extends ChannelInboundHandlerAdapter {

        static final NoDelay INSTANCE = new NoDelay();

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.channel().config().setOption(ChannelOption.TCP_NODELAY, true);
            context.pipeline().remove(this);
        }
    }
}
