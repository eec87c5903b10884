package dev.berth.protocol.client;

import dev.berth.protocol.client.AgentCall.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;

/// What an agent answered. The body is read as it comes; whoever reads it closes it.
public record AgentReply(int status, List<Header> headers, InputStream body) implements AutoCloseable {

    public AgentReply {
        headers = List.copyOf(headers);
    }

    static AgentReply of(HttpResponse<?> response, InputStream body) {
        List<Header> headers = response.headers().map().entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(value -> new Header(each.getKey(), value)))
                .toList();
        return new AgentReply(response.statusCode(), headers, body);
    }

    public boolean successful() {
        return status >= 200 && status < 300;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
