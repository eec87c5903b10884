package dev.berth.e2e.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Calls a server over plain HTTP, as a program that knows nothing but the documents does.
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public Api(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /// An answer, read whole.
    public record Answer(int status, HttpResponse<String> response) {

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return read(response.body());
        }

        /// This answer, if it has the status.
        public Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected %d: %d %s".formatted(wanted, status, response.body()));
            }
            return this;
        }
    }

    public static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer post(String path, JsonNode body) {
        return send("POST", path, body.toString());
    }

    public Answer post(String path) {
        return send("POST", path, "");
    }

    public Answer patch(String path, JsonNode body) {
        return send("PATCH", path, body.toString());
    }

    /// @param prefer how long the caller wants to wait: `wait=0`
    public Answer patch(String path, JsonNode body, String prefer) {
        return send("PATCH", path, body.toString(), "Prefer", prefer);
    }

    public Answer put(String path, JsonNode body) {
        return send("PUT", path, body.toString());
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    private Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!body.isEmpty()) {
            request.header(
                    "Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Every agent, over all pages.
    public List<JsonNode> list() {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/api/agents?limit=500" + cursor).expect(200).json();
            page.get("items").forEach(all::add);
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        return all;
    }

    public JsonNode agent(String reference) {
        return get("/api/agents/" + reference).expect(200).json();
    }

    public String status(String reference) {
        return agent(reference).get("status").asText();
    }

    /// Deploys an agent.
    ///
    /// @return its id
    public String deploy(JsonNode body) {
        return post("/api/agents", body).expect(201).json().get("id").asText();
    }

    /// Deploys an agent and waits until it runs.
    public JsonNode deployed(JsonNode body) {
        return await(deploy(body), "running");
    }

    /// Waits until the agent has the status.
    public JsonNode await(String reference, String status) {
        Until.holds(reference + " is " + status, LIMIT, () -> status(reference).equals(status));
        return agent(reference);
    }
}
