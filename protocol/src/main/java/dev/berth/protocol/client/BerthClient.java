package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// A client of one Berth server. Every call blocks; one client may be used by many threads.
///
/// What can go wrong is one of three: [ServerUnreachable] (nothing was done), [RequestRefused] (the server says why),
/// [AnswerBroken] (nobody knows).
public final class BerthClient implements AutoCloseable {

    private final Transport transport;
    private final AgentsClient agents;
    private final TokensClient tokens;
    private final GatewayClient gateway;
    private final RequestsClient requests;

    /// @param server such as `http://127.0.0.1:8081`; may have a path when it stands behind another proxy
    /// @param token empty asks without a credential
    public BerthClient(URI server, Optional<String> token) {
        this.transport = new Transport(server, token);
        this.agents = new AgentsClient(transport);
        this.tokens = new TokensClient(transport);
        this.gateway = new GatewayClient(transport);
        this.requests = new RequestsClient(transport);
    }

    public URI server() {
        return transport.server();
    }

    public AgentsClient agents() {
        return agents;
    }

    public TokensClient tokens() {
        return tokens;
    }

    public GatewayClient gateway() {
        return gateway;
    }

    public RequestsClient requests() {
        return requests;
    }

    /// Whether the server, its database and its engine are well; what is not is in `checks`.
    public JsonNode health() throws InterruptedException {
        return transport
                .call(transport.request("/health?ready").GET(), Duration.ZERO, status -> status < 300 || status == 503)
                .json();
    }

    /// The server's `version` and `commit`.
    public JsonNode version() throws InterruptedException {
        return transport.get("/version");
    }

    @Override
    public void close() {
        transport.close();
    }
}
