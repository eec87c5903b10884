package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

/// The operations on tokens.
public final class TokensClient {

    private static final String PATH = "/api/tokens";

    private final Transport transport;

    TokensClient(Transport transport) {
        this.transport = transport;
    }

    /// Makes a token; its value is in this answer alone.
    public TokenAnswer create(JsonNode body) throws InterruptedException {
        HttpRequest.Builder request = transport
                .request(PATH)
                .header("Content-Type", "application/json")
                .POST(Transport.json(body));
        return new TokenAnswer(transport.call(request, Duration.ZERO).json());
    }

    public List<TokenAnswer> all() throws InterruptedException {
        return Page.all(cursor -> {
            Query path = Query.of(PATH).add("limit", "500");
            cursor.ifPresent(value -> path.add("cursor", value));
            return Page.read(transport.get(path), TokenAnswer::new);
        });
    }

    /// @param token its id or name
    public void revoke(String token) throws InterruptedException {
        transport.call(transport.request(PATH + "/" + Query.encoded(token)).DELETE(), Duration.ZERO);
    }
}
