package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The operations on kept calls. An agent is named by its id or slug, a call by its id.
public final class RequestsClient {

    private static final String STORED = "Berth-Stored-Answer";

    private final Transport transport;

    RequestsClient(Transport transport) {
        this.transport = transport;
    }

    /// A part of the list, newest first, as the server writes it.
    ///
    /// @param statuses such as `open`; none means all
    /// @param limit 1 to 500
    public Page<JsonNode> page(String agent, List<String> statuses, int limit, Optional<String> cursor)
            throws InterruptedException {
        Query path = filtered(agent, statuses).add("limit", Integer.toString(limit));
        cursor.ifPresent(value -> path.add("cursor", value));
        return Page.read(transport.get(path), each -> each);
    }

    public JsonNode get(String agent, String id) throws InterruptedException {
        return transport.get(at(agent, id, ""));
    }

    /// Makes a new call of one that ended.
    public JsonNode replay(String agent, String id) throws InterruptedException {
        HttpRequest.Builder request =
                transport.request(at(agent, id, "/replay")).POST(BodyPublishers.noBody());
        return transport.call(request, Duration.ZERO).json();
    }

    /// Cancels a waiting call, or forgets an ended one.
    ///
    /// @param force gives up one that is being delivered too
    public JsonNode cancel(String agent, String id, boolean force) throws InterruptedException {
        Query path = Query.of(at(agent, id, "")).addIf(force, "force", "true");
        return transport.call(transport.request(path).DELETE(), Duration.ZERO).json();
    }

    /// [#cancel] for many; says how many.
    public JsonNode clear(String agent, List<String> statuses, boolean force) throws InterruptedException {
        Query path = filtered(agent, statuses).addIf(force, "force", "true");
        return transport.call(transport.request(path).DELETE(), Duration.ZERO).json();
    }

    /// Makes a new secret with which the agent's callbacks are signed; it is in this answer alone.
    public JsonNode renewCallbackSecret(String agent) throws InterruptedException {
        HttpRequest.Builder request = transport
                .request("/api/agents/" + Query.encoded(agent) + "/callback-secret")
                .POST(BodyPublishers.noBody());
        return transport.call(request, Duration.ZERO).json();
    }

    /// The agent's answer as it was. The caller closes it.
    ///
    /// @throws RequestRefused when there is none to give, or none yet (`not_answered_yet`)
    public AgentReply response(String agent, String id) throws InterruptedException {
        HttpRequest request = transport
                .request(at(agent, id, "/response"))
                .setHeader("Accept", "*/*")
                .GET()
                .build();
        HttpResponse<InputStream> response = transport.open(request);
        if (response.headers().firstValue(STORED).isEmpty()) {
            throw transport.refused(response);
        }
        return AgentReply.of(response, response.body());
    }

    private static Query filtered(String agent, List<String> statuses) {
        Query path = Query.of("/api/agents/" + Query.encoded(agent) + "/requests");
        statuses.forEach(each -> path.add("status", each));
        return path;
    }

    private static String at(String agent, String id, String rest) {
        return "/api/agents/" + Query.encoded(agent) + "/requests/" + Query.encoded(id) + rest;
    }
}
