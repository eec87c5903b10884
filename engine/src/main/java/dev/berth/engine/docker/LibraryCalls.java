package dev.berth.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Short exchanges by the library's transport.
final class LibraryCalls implements Calls {

    private final DockerTransport transport;

    LibraryCalls(DockerTransport transport) {
        this.transport = transport;
    }

    @Override
    public Reply exchange(Call call) throws IOException {
        Request.Builder request = Request.builder().method(Request.Method.valueOf(call.method()));
        if (!call.body().isEmpty()) {
            request.putHeader("Content-Type", "application/json")
                    .bodyBytes(call.body().getBytes(StandardCharsets.UTF_8));
        }
        try (Response response = transport.send(request, call.path())) {
            return new Reply(
                    response.getStatusCode(), new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
