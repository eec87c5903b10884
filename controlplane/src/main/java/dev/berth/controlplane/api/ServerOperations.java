package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.protocol.api.ApiJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Tells how the server is, and what it offers.
final class ServerOperations {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final ServerState state;
    private final Contract contract;

    ServerOperations(ServerState state, Contract contract) {
        this.state = state;
        this.contract = contract;
    }

    List<Route> routes() {
        return List.of(
                Route.get("getHealth", "/health", Access.OPEN, this::health),
                Route.get("getVersion", "/version", Access.OPEN, this::version),
                Route.get("getMetrics", "/metrics", new Access.LocalOr(Scope.READ), this::metrics),
                Route.get("getContract", "/openapi.json", Access.OPEN, _ -> Answer.json(contract.document())),
                Route.get("getDocs", "/api-docs", Access.OPEN, _ -> docs()));
    }

    private Answer health(ApiCall call) {
        ObjectNode body = ApiJson.NODES.objectNode().put("status", "ok");
        if (!call.flag("ready")) {
            return Answer.json(body);
        }
        ObjectNode checks = body.putObject("checks");
        new TreeMap<>(state.checks()).forEach((name, check) -> {
            Optional<String> trouble = check.get();
            ObjectNode result = checks.putObject(name).put("status", trouble.isEmpty() ? "ok" : "failing");
            trouble.ifPresent(text -> {
                result.put("detail", text);
                body.put("status", "degraded");
            });
        });
        return Answer.json(body.get("status").asText().equals("ok") ? 200 : 503, body);
    }

    private Answer version(ApiCall call) {
        return Answer.json(ApiJson.NODES
                .objectNode()
                .put("version", state.version().number())
                .put("commit", state.version().commit()));
    }

    private Answer metrics(ApiCall call) {
        return new Answer.Text(200, PROMETHEUS, state.figures().get());
    }

    private static Answer docs() {
        try (InputStream page = ServerOperations.class.getResourceAsStream("api-docs.html")) {
            if (page == null) {
                throw new IllegalStateException("api-docs.html is missing from this build");
            }
            return new Answer.Text(
                    200, "text/html; charset=utf-8", new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("api-docs.html cannot be read", e);
        }
    }
}
