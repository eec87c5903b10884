package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.berth.engine.EngineFailure.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Sends requests to the engine, in a version of its API that both sides speak.
///
/// Every request has a connection of its own: one that was kept would break at its next use after the
/// engine restarted, and opening a unix socket costs less than a tenth of a millisecond.
final class DockerTransport implements AutoCloseable {

    private final DockerHttpClient client;
    private final ObjectMapper json;
    private final AtomicReference<@Nullable ApiVersion> spoken = new AtomicReference<>();

    DockerTransport(DockerSettings settings, int maxConnections, ObjectMapper json) {
        ZerodepDockerHttpClient.Builder builder = new ZerodepDockerHttpClient.Builder()
                .dockerHost(settings.host())
                .maxConnections(maxConnections)
                .connectionTimeout(settings.callLimit());
        if (settings.usesTls()) {
            builder.sslConfig(
                    new LocalDirectorySSLConfig(settings.certificates().toString()));
        }
        this.client = builder.build();
        this.json = json;
    }

    /// Blocks until the head of the answer has come. The answer must be closed.
    Response send(Request.Builder request, ApiPath path) {
        try {
            return client.execute(request.path("/v" + version() + path.value())
                    .putHeader("Connection", "close")
                    .build());
        } catch (RuntimeException e) {
            // The next engine that answers at this address may be another one.
            spoken.set(null);
            throw e;
        }
    }

    ApiVersion version() {
        ApiVersion known = spoken.get();
        if (known == null) {
            known = negotiate();
            spoken.set(known);
        }
        return known;
    }

    private ApiVersion negotiate() {
        Request request = Request.builder()
                .method(Request.Method.GET)
                .path("/version")
                .putHeader("Connection", "close")
                .build();
        try (Response response = client.execute(request)) {
            JsonNode version = json.readTree(response.getBody());
            ApiVersion newest = ApiVersion.parse(version.path("ApiVersion").asText("0"));
            if (newest.compareTo(ApiVersion.OLDEST) < 0) {
                throw new Refused(
                        response.getStatusCode(),
                        "Docker " + version.path("Version").asText() + " speaks API " + newest + ", but "
                                + ApiVersion.OLDEST + " (Docker 20.10) is the least that Berth works with");
            }
            return ApiVersion.between(
                    ApiVersion.parse(version.path("MinAPIVersion").asText("0")), newest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
