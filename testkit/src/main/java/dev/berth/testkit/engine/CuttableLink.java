package dev.berth.testkit.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An address that leads to an engine until it is cut.
public final class CuttableLink implements AutoCloseable {

    private final SocketAddress engine;
    private final SocketAddress near;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private ServerSocketChannel listener;

    /// At a TCP port of the loopback.
    public CuttableLink(URI engine) {
        this(engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /// At a socket in the file system, which is away while the link is.
    public CuttableLink(URI engine, Path socket) {
        this(engine, UnixDomainSocketAddress.of(socket));
    }

    private CuttableLink(URI engine, SocketAddress at) {
        this.engine = engine.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(engine.getPath())
                : new InetSocketAddress(engine.getHost(), engine.getPort());
        this.listener = listen(at);
        this.near = address(listener);
    }

    private static SocketAddress address(ServerSocketChannel listener) {
        try {
            return listener.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return switch (near) {
            case UnixDomainSocketAddress unix -> URI.create("unix://" + unix.getPath());
            case InetSocketAddress tcp -> URI.create("tcp://127.0.0.1:" + tcp.getPort());
            default -> throw new IllegalStateException("neither kind of address: " + near);
        };
    }

    /// Breaks every connection. New ones are let through.
    public void cut() {
        open.forEach(CuttableLink::closeQuietly);
        open.clear();
    }

    /// Breaks every connection and refuses new ones. Fine when it is away already.
    public void takeAway() {
        closeQuietly(listener);
        removeSocket();
        cut();
    }

    /// Fine when it is there already.
    public void bringBack() {
        if (!listener.isOpen()) {
            listener = listen(near);
        }
    }

    private void removeSocket() {
        if (near instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ServerSocketChannel listen(SocketAddress at) {
        try {
            ServerSocketChannel channel = at instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            channel.bind(at);
            Thread.ofVirtual().name("link").start(() -> accept(channel));
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            while (true) {
                SocketChannel near = channel.accept();
                SocketChannel far = SocketChannel.open(engine);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> copy(near, far));
                Thread.ofVirtual().start(() -> copy(far, near));
            }
        } catch (IOException _) {
            closeQuietly(channel);
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        try {
            while (from.read(buffer) >= 0) {
                drain(buffer.flip(), to);
                buffer.clear();
            }
        } catch (IOException _) {
            // Cut, or closed by the other side.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private static void drain(ByteBuffer buffer, ByteChannel to) throws IOException {
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private static void closeQuietly(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            throw new AssertionError("a channel does not close", e);
        }
    }

    @Override
    public void close() {
        takeAway();
    }
}
