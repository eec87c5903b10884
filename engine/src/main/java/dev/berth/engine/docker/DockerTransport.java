package dev.berth.engine.docker;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Sends requests to the engine by the library's HTTP client, each on a connection of its own.
final class DockerTransport implements AutoCloseable {

    private final DockerHttpClient client;

    DockerTransport(DockerSettings settings, int maxConnections) {
        ZerodepDockerHttpClient.Builder builder = new ZerodepDockerHttpClient.Builder()
                .dockerHost(settings.host())
                .maxConnections(maxConnections)
                .connectionTimeout(settings.callLimit());
        if (settings.usesTls()) {
            builder.sslConfig(
                    new LocalDirectorySSLConfig(settings.certificates().toString()));
        }
        this.client = builder.build();
    }

    /// Blocks until the head of the answer has come. The answer must be closed.
    Response send(Request.Builder request, String path) {
        return client.execute(
                request.path(path).putHeader("Connection", "close").build());
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
