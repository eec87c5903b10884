package dev.berth.testkit.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP address that leads to an engine until it is cut.
final class CuttableLink implements AutoCloseable {

    private final SocketAddress engine;
    private final int port;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private ServerSocketChannel listener;

    CuttableLink(URI engine) {
        this.engine = engine.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(engine.getPath())
                : new InetSocketAddress(engine.getHost(), engine.getPort());
        this.listener = listen(0);
        this.port = listener.socket().getLocalPort();
    }

    URI address() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    /// Breaks every connection. New ones are let through.
    void cut() {
        open.forEach(CuttableLink::closeQuietly);
        open.clear();
    }

    /// Breaks every connection and refuses new ones.
    void takeAway() {
        closeQuietly(listener);
        cut();
    }

    void bringBack() {
        listener = listen(port);
    }

    private ServerSocketChannel listen(int at) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
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
