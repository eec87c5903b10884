package dev.berth.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.protocol.client.RequestRefused;
import dev.berth.protocol.client.RequestsClient;
import java.util.Set;

/// Takes kept calls back: open ones are cancelled, ended ones forgotten, and neither by mistake for the other.
///
/// @param agent as its user called it, for messages
/// @param id what the server knows the agent by
record Withdrawal(RequestsClient requests, String agent, String id) {

    private static final Set<String> ENDED = Set.of("completed", "abandoned");

    /// @param force gives up one that is being delivered too
    /// @throws CommandFailure when it has ended, or is being delivered
    void cancel(String request, boolean force) throws InterruptedException {
        String status = status(request);
        if (ENDED.contains(status)) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "It has ended (%s): there is nothing to cancel.".formatted(status),
                    "See how it ended:          berth requests %s show %s".formatted(agent, request),
                    "Forget it and its answer:  berth requests %s forget %s".formatted(agent, request));
        }
        if (removed(request, force).path("forgotten").asInt() > 0) {
            throw new CommandFailure(
                    ExitCode.FAILED, "It ended in that moment; it was not cancelled, and its answer is forgotten.");
        }
    }

    /// @throws CommandFailure when it has not ended
    void forget(String request) throws InterruptedException {
        if (!ENDED.contains(status(request))) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "It has not ended, and can only be cancelled.",
                    "Give it up:  berth requests %s cancel %s".formatted(agent, request));
        }
        removed(request, false);
    }

    private String status(String request) throws InterruptedException {
        return requests.get(id, request).path("status").asText();
    }

    private JsonNode removed(String request, boolean force) throws InterruptedException {
        try {
            return requests.cancel(id, request, force);
        } catch (RequestRefused e) {
            if (!e.problem().code().equals("request_in_flight")) {
                throw e;
            }
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "It is being delivered; nobody will know then whether it was carried out.",
                    "Give it up all the same:  berth requests %s cancel %s --force".formatted(agent, request));
        }
    }
}
