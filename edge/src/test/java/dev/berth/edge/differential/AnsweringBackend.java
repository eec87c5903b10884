package dev.berth.edge.differential;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Stands behind nginx and answers, byte for byte, what a case says that is named in the request's header [#CASE].
final class AnsweringBackend implements AutoCloseable {

    static final String CASE = "X-Case";

    private final Backend backend;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /// @param ends the connection ends behind the bytes; else it stays until nginx has had enough
    private record Answer(String bytes, boolean ends) {}

    AnsweringBackend(Path socket) throws IOException {
        this.backend = Backend.at(socket, this::serve);
    }

    /// From now on the case is answered so, once.
    void answer(String name, String bytes, boolean ends) {
        answers.put(name, new Answer(bytes, ends));
    }

    private void serve(SocketChannel channel) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        PlainReader.Message request = new PlainReader(in).request();
        Answer answer =
                request == null ? null : answers.remove(request.values(CASE).getFirst());
        if (answer == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Latin1.bytes(answer.bytes()));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (!answer.ends()) {
            in.read();
        }
    }

    @Override
    public void close() {
        backend.close();
    }
}
