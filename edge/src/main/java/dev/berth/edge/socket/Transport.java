package dev.berth.edge.socket;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// Makes the sockets of one kind.
public enum Transport {
    EPOLL {
        @Override
        public IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        public Channel tcp() {
            return new EpollSocketChannel();
        }

        @Override
        public Channel unix() {
            return new EpollDomainSocketChannel();
        }

        @Override
        public ServerChannel tcpServer() {
            return new EpollServerSocketChannel();
        }

        @Override
        public ServerChannel unixServer() {
            return new EpollServerDomainSocketChannel();
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return new DomainSocketAddress(path.toString());
        }

        @Override
        public long acknowledgedBytes(Channel channel) {
            return channel instanceof EpollSocketChannel tcp && tcp.isOpen() ? Acknowledged.bytes(tcp) : -1;
        }
    },
    NIO {
        @Override
        public IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        public Channel tcp() {
            return new NioSocketChannel();
        }

        @Override
        public Channel unix() {
            return new NioDomainSocketChannel();
        }

        @Override
        public ServerChannel tcpServer() {
            return new NioServerSocketChannel();
        }

        @Override
        public ServerChannel unixServer() {
            return new NioServerDomainSocketChannel();
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        public long acknowledgedBytes(Channel channel) {
            return -1;
        }
    };

    /// The best kind that works here.
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    public abstract IoHandlerFactory ioHandlers();

    public abstract Channel tcp();

    public abstract Channel unix();

    public abstract ServerChannel tcpServer();

    public abstract ServerChannel unixServer();

    public abstract SocketAddress unixAddress(Path path);

    /// How many bytes of all that was ever sent over an open TCP connection the other side's kernel has taken, the
    /// opening itself counted as one; -1 when that cannot be known.
    public abstract long acknowledgedBytes(Channel channel);
}
