package dev.berth.edge.differential;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Stands behind nginx and tells, in the answer to each request, what nginx sent.
final class TellingBackend {

    private TellingBackend() {}

    static Backend at(Path socket) throws IOException {
        return Backend.at(socket, TellingBackend::serve);
    }

    private static void serve(SocketChannel channel) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        PlainReader reader = new PlainReader(in);
        PlainReader.Message request = reader.request();
        while (request != null) {
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + Seen.HEADER + ": "
                    + request.seen().encoded() + "\r\n\r\n";
            channel.write(ByteBuffer.wrap(Latin1.bytes(answer)));
            request = reader.request();
        }
    }
}
