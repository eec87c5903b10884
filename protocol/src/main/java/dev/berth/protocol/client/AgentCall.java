package dev.berth.protocol.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A call to an agent through the gateway.
///
/// @param path after the agent's own prefix, beginning with `/`, with its query, encoded as it shall be sent
/// @param limit until the answer begins; empty waits for ever
public record AgentCall(
        String agent,
        String method,
        String path,
        List<Header> headers,
        Optional<BodyPublisher> body,
        Optional<Duration> limit) {

    /// One line of the head; a name may come twice.
    public record Header(String name, String value) {}

    public AgentCall {
        headers = List.copyOf(headers);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /: " + path);
        }
    }

    /// The same call to an agent that is named in another way.
    public AgentCall to(String other) {
        return new AgentCall(other, method, path, headers, body, limit);
    }
}
