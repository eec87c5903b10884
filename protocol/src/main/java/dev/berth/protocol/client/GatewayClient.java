package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.kit.Problem;
import dev.berth.protocol.client.AgentCall.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Calls agents as their own callers do.
public final class GatewayClient {

    private static final String TOKEN = "X-Berth-Token";

    /// A larger problem body is none of Berth's.
    private static final int LARGEST_PROBLEM = 64 << 10;

    private final Transport transport;

    GatewayClient(Transport transport) {
        this.transport = transport;
    }

    /// Calls an agent and returns what it answers, whatever the status. Redirects are not followed.
    ///
    /// The credential goes in `X-Berth-Token`, so that `Authorization` is free for the agent.
    ///
    /// @throws RequestRefused when the answer is the gateway's own: no such agent, not allowed, not reachable
    public AgentReply call(AgentCall call) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        transport.resolve("/agent/" + Query.encoded(call.agent()) + call.path()))
                .method(call.method(), call.body().orElseGet(BodyPublishers::noBody))
                .header("User-Agent", Transport.userAgent());
        call.limit().ifPresent(request::timeout);
        call.headers().stream().map(Header::name).distinct().forEach(name -> first(request, call, name));
        if (call.headers().stream().noneMatch(each -> each.name().equalsIgnoreCase(TOKEN))) {
            transport.token().ifPresent(value -> request.header(TOKEN, value));
        }
        HttpResponse<InputStream> response = transport.open(request.build());
        return AgentReply.of(response, body(response));
    }

    /// Replaces what the client itself would send under a name, and keeps repetitions of the caller's.
    private static void first(HttpRequest.Builder request, AgentCall call, String name) {
        List<Header> same = call.headers().stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .toList();
        request.setHeader(name, same.getFirst().value());
        same.stream().skip(1).forEach(each -> request.header(name, each.value()));
    }

    private InputStream body(HttpResponse<InputStream> response) {
        boolean problem = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith(Problem.MEDIA_TYPE))
                .isPresent();
        if (!problem) {
            return response.body();
        }
        try {
            byte[] begin = response.body().readNBytes(LARGEST_PROBLEM);
            Optional<JsonNode> json =
                    Json.parse(new String(begin, StandardCharsets.UTF_8)).filter(ProblemJson::isBerths);
            if (json.isPresent()) {
                response.body().close();
                throw new RequestRefused(
                        ProblemJson.read(response.statusCode(), json.get()),
                        json.get().path("request_id").asText());
            }
            return new SequenceInputStream(new ByteArrayInputStream(begin), response.body());
        } catch (IOException e) {
            throw transport.brokenOff(e);
        }
    }
}
