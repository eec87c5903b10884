package dev.berth.edge.differential;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A server that parses HTTP in its own way, reached over a unix domain socket.
///
/// @param patience how long it may keep a connection open without saying anything more
record OtherParser(Name name, Path socket, Duration patience) {

    /// Whose parser it is.
    enum Name {
        NGINX,
        NODE
    }

    /// Lets it read one connection.
    ///
    /// @param endOutput nothing follows the bytes, and the parser is told
    View view(byte[] connection, boolean endOutput) {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        boolean ended = converse(connection, endOutput, answers);
        return View.of(answers.toByteArray(), ended);
    }

    /// All that it says to some bytes.
    String converse(byte[] connection) {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        converse(connection, false, answers);
        return Latin1.text(answers.toByteArray());
    }

    private boolean converse(byte[] connection, boolean endOutput, ByteArrayOutputStream answers) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            CompletableFuture<Void> guard = over.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                    .thenAccept(inTime -> {
                        if (!inTime) {
                            close(channel);
                        }
                    });
            boolean ended = converse(channel, connection, endOutput, answers);
            over.complete(true);
            guard.join();
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean converse(
            SocketChannel channel, byte[] bytes, boolean endOutput, ByteArrayOutputStream answers) throws IOException {
        try {
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            if (endOutput) {
                channel.shutdownOutput();
            }
        } catch (AsynchronousCloseException _) {
            return false;
        } catch (IOException _) {
            // It refused early and has closed: its answers may still be there.
        }
        return read(channel, answers);
    }

    private static boolean read(SocketChannel channel, ByteArrayOutputStream answers) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        try {
            while (channel.read(in.clear()) >= 0) {
                answers.write(in.array(), 0, in.position());
            }
            return true;
        } catch (ClosedChannelException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
