package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.kit.Problem;
import java.util.List;
import java.util.Map;

/// Tells refusals in the API's words.
final class Problems {

    private Problems() {}

    static Problem of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.AgentUnknown(var reference) ->
                Problem.of(
                        404,
                        "agent_unknown",
                        "No agent has the id or slug %s. GET /api/agents lists those that are there."
                                .formatted(brief(reference)));
            case Refusal.ReferenceAmbiguous(var prefix) ->
                Problem.of(
                        409,
                        "reference_ambiguous",
                        "Several agents' ids begin with %s. Write more of it.".formatted(prefix));
            case Refusal.SlugTaken(var slug) ->
                at(
                        "/slug",
                        Problem.of(
                                409,
                                "slug_taken",
                                "Another agent has the slug %s. Give this one a slug of its own, or remove the other."
                                        .formatted(slug)));
            case Refusal.PortsExhausted(var first, var last) ->
                at(
                        "/container_config/ports",
                        Problem.of(
                                409,
                                "ports_exhausted",
                                ("Every host port from %d to %d is in use. Remove an agent that holds one, or widen"
                                                + " AGENT_PORT_RANGE_START and AGENT_PORT_RANGE_END.")
                                        .formatted(first, last)));
            case Refusal.PortTaken(var port) ->
                at(
                        "/container_config/ports",
                        Problem.of(
                                409,
                                "port_taken",
                                "The host port %d is in use. Choose another, or \"auto\".".formatted(port)));
            case Refusal.WrongTime(var agent, var why, var remedy) ->
                Problem.of(409, "wrong_state", why + " " + remedy);
            case Refusal.NotAllowed(var pointer, var detail) ->
                at(pointer, Problem.of(422, "not_allowed", pointer + ": " + detail), detail);
            case Refusal.Failed(var agent, var why, var lines) ->
                Problem.of(409, "agent_failed", why).with("last_log_lines", lines);
        };
    }

    static Problem of(StoreFailure failure) {
        return failure.diskFull()
                ? Problem.of(
                        503,
                        "disk_full",
                        "The disk that holds the database is full, so nothing was changed. Make room on it, then ask again.")
                : databaseSilent();
    }

    private static Problem databaseSilent() {
        return Problem.of(
                503,
                "database_unavailable",
                "The database does not answer. Whether a change was made is not known; asking again is safe.");
    }

    static Problem hostSilent(String why) {
        return Problem.of(503, "host_unavailable", why);
    }

    static Problem internal() {
        return Problem.of(500, "internal_error", "Something in Berth broke. Its log has more under this request's id.");
    }

    private static Problem at(String pointer, Problem problem) {
        return at(pointer, problem, problem.detail());
    }

    private static Problem at(String pointer, Problem problem, String detail) {
        return new Problem(
                problem.status(),
                problem.code(),
                problem.detail(),
                List.of(Problem.Field.inBody(pointer, detail)),
                Map.of());
    }

    private static String brief(String reference) {
        return reference.length() <= 80 ? reference : reference.substring(0, 77) + "...";
    }
}
