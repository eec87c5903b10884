package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.accounts.Accounts;
import dev.berth.controlplane.accounts.AuditLine;
import dev.berth.controlplane.accounts.NewToken;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.TokenRecord;
import dev.berth.controlplane.accounts.Tokens.Creation;
import dev.berth.controlplane.accounts.Tokens.Revocation;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.Durations;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.ApiJson;
import dev.berth.protocol.api.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes, lists and revokes tokens, and shows the audit trail.
final class TokenOperations {

    private final Accounts accounts;
    private final FindAgents find;

    TokenOperations(Accounts accounts, FindAgents find) {
        this.accounts = accounts;
        this.find = find;
    }

    List<Route> routes() {
        return List.of(
                Route.get("listTokens", "/api/tokens", Access.ADMIN, this::list),
                Route.post("createToken", "/api/tokens", Access.ADMIN, this::create),
                Route.delete("revokeToken", "/api/tokens/{token}", Access.ADMIN, this::revoke),
                Route.get("listAudit", "/api/audit", Access.ADMIN, this::audit));
    }

    private Answer list(ApiCall call) {
        return Pages.of(
                call, accounts.tokens().all(), each -> new Cursor(each.createdAt(), each.id()), TokenOperations::json);
    }

    /// A token as its maker describes it.
    private record Asked(String name, Set<Scope> scopes, Optional<AgentId> agent, Optional<Duration> lifetime) {}

    private Answer create(ApiCall call) {
        Asked asked = call.body(this::read);
        NewToken token =
                new NewToken(asked.name(), call.identity().owner(), asked.scopes(), asked.agent(), asked.lifetime());
        asked.agent().ifPresent(call::concerns);
        return switch (accounts.tokens().create(token)) {
            case Creation.Created(var record, var value) ->
                new Answer.Json(
                        201,
                        json(record).put("token", value.reveal()),
                        Map.of("Location", "/api/tokens/" + record.id()));
            case Creation.NameTaken(var name) ->
                Answer.problem(Problem.of(
                        409,
                        "name_taken",
                        "A token with the name %s is there already. Choose another name, or revoke that one first."
                                .formatted(name)));
            case Creation.TooMany(var most) ->
                Answer.problem(Problem.of(
                        409,
                        "too_many_tokens",
                        "There are %d tokens, and no more are kept. Revoke some.".formatted(most)));
        };
    }

    private Asked read(JsonNode body) {
        Fields fields = Fields.of(body);
        if (!fields.has("name")) {
            fields.refuse("name", "is missing; it is how you will find the token again.");
        }
        Optional<String> name = fields.read("name", value -> NewToken.checkName(text(value)));
        List<Scope> scopes =
                fields.list("scopes", Scope.values().length, value -> AgentOperations.word(text(value), Scope.class));
        if (scopes.isEmpty() && !fields.faulty()) {
            fields.refuse("scopes", "must name at least one of admin, operate, invoke, read.");
        }
        Optional<AgentId> agent = fields.read("agent", value -> agent(text(value)));
        if (agent.isPresent() && scopes.contains(Scope.ADMIN)) {
            fields.refuse("agent", "cannot limit a token with the scope admin; leave one of the two out.");
        }
        Optional<Duration> lifetime =
                fields.read("expires_in", value -> NewToken.checkLifetime(Durations.parse(text(value))));
        fields.end();
        fields.orThrow();
        return new Asked(name.orElseThrow(), Set.copyOf(scopes), agent, lifetime);
    }

    private static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("must be a text, not " + value);
        }
        return value.textValue();
    }

    private AgentId agent(String reference) {
        return switch (find.byReference(reference)) {
            case Decision.Accepted<AgentView>(var view) -> view.record().agent().id();
            case Decision.Refused<AgentView> _ ->
                throw new IllegalArgumentException("must be the id or slug of an agent, and none has " + reference);
        };
    }

    private Answer revoke(ApiCall call) {
        String reference = call.request().part("token");
        return switch (accounts.tokens().revoke(reference)) {
            case Revocation.Revoked _ -> new Answer.Nothing(204);
            case Revocation.Unknown _ ->
                Answer.problem(Problem.of(
                        404,
                        "token_unknown",
                        "No token has the id or name %s. GET /api/tokens lists those that are there."
                                .formatted(reference)));
            case Revocation.LastAdmin _ ->
                Answer.problem(Problem.of(
                        409, "last_admin", "This is the last token with the scope admin. Make another one first."));
        };
    }

    private Answer audit(ApiCall call) {
        Optional<AgentId> agent = call.parameter(
                "agent",
                text -> AgentId.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("must be an agent's id, not " + text)));
        long before = call.parameter("cursor", TokenOperations::lineId).orElse(Long.MAX_VALUE);
        int limit = call.limit();
        List<AuditLine> lines = accounts.audit().lines(agent, before, limit + 1);
        List<AuditLine> page = lines.subList(0, Math.min(limit, lines.size()));
        return Answer.json(Pages.of(
                page.stream().map(TokenOperations::json).toList(),
                lines.size() > limit ? Optional.of(Long.toString(page.getLast().id())) : Optional.empty()));
    }

    private static long lineId(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("must be the next of an earlier page, not " + text);
        }
    }

    private static ObjectNode json(TokenRecord token) {
        ObjectNode node = ApiJson.NODES
                .objectNode()
                .put("id", token.id())
                .put("name", token.name())
                .put("owner", token.owner());
        ArrayNode scopes = node.putArray("scopes");
        token.scopes().stream().sorted().map(AgentAnswers::word).forEach(scopes::add);
        return node.put("agent", token.agent().map(AgentId::value).orElse(null))
                .put("created_at", ApiJson.time(token.createdAt()))
                .put("expires_at", token.expiresAt().map(ApiJson::time).orElse(null));
    }

    private static ObjectNode json(AuditLine line) {
        return ApiJson.NODES
                .objectNode()
                .put("id", line.id())
                .put("at", ApiJson.time(line.at()))
                .put("who", line.who())
                .put("owner", line.owner())
                .put("action", line.action())
                .put("agent", line.agent().map(AgentId::value).orElse(null))
                .put("outcome", line.outcome())
                .put("peer", line.peer())
                .put("request_id", line.requestId());
    }
}
