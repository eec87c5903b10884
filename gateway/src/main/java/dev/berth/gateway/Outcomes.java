package dev.berth.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Reason;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.kit.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a caller is told of an entry.
final class Outcomes {

    static final String ENTRY = "Berth-Entry";

    private static final int RETRY_AFTER_SECONDS = 2;

    private final Journal journal;
    private final KeptBodies bodies;

    Outcomes(Journal journal, KeptBodies bodies) {
        this.journal = journal;
        this.bodies = bodies;
    }

    static String location(Entry entry) {
        return "/api/agents/%s/requests/%s".formatted(entry.agent(), entry.id());
    }

    /// The call is kept, and its answer can be fetched later.
    ///
    /// @param why one sentence on what it waits for
    static Decision later(Entry entry, String why, ExchangeObserver observer) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("id", entry.id().toString())
                .put("status", "accepted")
                .put("detail", why)
                .put("location", location(entry))
                .put("response", location(entry) + "/response");
        HeaderLines headers = new HeaderLines()
                .add("Content-Type", "application/json")
                .add("Location", location(entry))
                .add("Retry-After", Integer.toString(RETRY_AFTER_SECONDS))
                .add(ENTRY, entry.id().toString());
        return new Decision.Answer(202, headers, StandardCharsets.UTF_8.encode(body.toString()), observer);
    }

    /// How an entry ended. Blocks while it reads.
    ///
    /// @param edits of a stored answer's head
    Decision ended(Entry entry, ResponseEdits edits, ExchangeObserver observer) {
        return switch (entry.state()) {
            case EntryState.Completed _ -> answered(entry, edits, observer);
            case EntryState.Abandoned(int _, Reason reason, String detail, var _) ->
                refused(entry, problem(reason, detail), observer);
            case EntryState.Accepted _, EntryState.Delivering _ -> later(entry, "The call is waiting.", observer);
        };
    }

    private Decision answered(Entry entry, ResponseEdits edits, ExchangeObserver observer) {
        try {
            Optional<Stored.Response> found = journal.response(entry.id());
            if (found.isEmpty()) {
                return refused(entry, Problem.of(410, "response_gone", "The answer is not kept any more."), observer);
            }
            Stored.Response response = found.get();
            try (InputStream body = response.body()) {
                if (!response.kept()) {
                    return refused(entry, notKept(response.bodyLength()), observer);
                }
                BodySource source = response.bodyLength() <= KeptBodies.INLINE
                        ? BodySource.of(body.readAllBytes())
                        : bodies.ofResponse(entry.id(), response.bodyLength());
                return new Decision.Replay(response.head().array(), source, edits, observer);
            }
        } catch (JournalFailure | IOException e) {
            return refused(
                    entry,
                    JournalFailure.isAway(e)
                            ? Problem.of(
                                    503,
                                    "journal_unavailable",
                                    "The agent answered, and the journal that keeps its answer does not answer now. Repeat the call later.")
                            : Problem.of(
                                    500, "response_damaged", "The agent answered, and its kept answer cannot be read."),
                    observer);
        }
    }

    private static Problem notKept(long length) {
        return Problem.of(
                409,
                "response_not_kept",
                "The call was carried out. Its answer had %d bytes, more than journal.keep_response of the agent allows to keep."
                        .formatted(length));
    }

    private static Decision refused(Entry entry, Problem problem, ExchangeObserver observer) {
        HeaderLines headers = new HeaderLines().add(ENTRY, entry.id().toString());
        return new Decision.Refuse(problem.with("entry", entry.id().toString()), headers, observer);
    }

    private static Problem problem(Reason reason, String detail) {
        return switch (reason) {
            case DEADLINE -> Problem.of(504, "deadline_passed", detail);
            case ATTEMPTS -> Problem.of(502, "attempts_used_up", detail);
            case OUTCOME_UNKNOWN -> Problem.of(502, "outcome_unknown", detail);
            case CANCELLED -> Problem.of(409, "call_cancelled", detail);
            case AGENT_REMOVED -> Problem.of(404, "agent_removed", detail);
            case DAMAGED -> Problem.of(500, "call_damaged", detail);
        };
    }
}
