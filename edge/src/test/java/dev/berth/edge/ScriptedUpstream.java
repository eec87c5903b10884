package dev.berth.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A server that does with each connection exactly what its script says.
public final class ScriptedUpstream implements AutoCloseable {

    private final ServerSocket server;
    private final Consumer<Conversation> script;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private ScriptedUpstream(Consumer<Conversation> script) throws IOException {
        this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        this.script = script;
    }

    /// Runs the script for every connection, each in a thread of its own, and closes the connection after it.
    public static ScriptedUpstream of(Consumer<Conversation> script) {
        try {
            ScriptedUpstream upstream = new ScriptedUpstream(script);
            Thread.ofVirtual().start(upstream::acceptAll);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers every request of every connection the same way, reading it first.
    public static ScriptedUpstream answering(String answer) {
        return of(client -> {
            while (true) {
                client.readMessage();
                client.send(answer);
            }
        });
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    /// Connections that were accepted so far.
    public int connections() {
        return connections.get();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> run(socket));
            } catch (IOException e) {
                failures.add(e);
            }
        }
    }

    private void run(Socket socket) {
        try (Conversation conversation = new Conversation(socket)) {
            script.accept(conversation);
        } catch (UncheckedIOException | AssertionError e) {
            failures.add(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
