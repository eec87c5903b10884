package dev.berth.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.BufferedInputStream;
import java.io.InputStream;

/// The body of an answer that goes on. One thread reads it; any thread may close it, which ends the read.
final class ApiStream implements AutoCloseable {

    private static final int BUFFER_BYTES = 32 * 1024;

    private final Response response;
    private final InputStream body;

    ApiStream(Response response) {
        this.response = response;
        this.body = new BufferedInputStream(response.getBody(), BUFFER_BYTES);
    }

    InputStream body() {
        return body;
    }

    /// Breaks the connection, so that the engine stops sending.
    @Override
    public void close() {
        response.close();
    }
}
