package dev.berth.edge.pipe;

import dev.berth.edge.http.Fault;
import dev.berth.edge.http.RequestId;
import dev.berth.kit.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The problems that the pipe itself tells of, in the words of those who read them: to them, what lies behind the pipe
/// is an agent.
final class Problems {

    static final Problem HEAD_TOO_SLOW =
            Problem.of(408, "head_too_slow", "The head of the request did not arrive in time.");

    static final Problem BODY_TOO_SLOW =
            Problem.of(408, "body_too_slow", "The body of the request did not arrive in time.");

    static final Problem BROKE_OFF =
            Problem.of(502, "upstream_broke_off", "The agent closed the connection before it had answered.");

    static final Problem NO_ANSWER =
            Problem.of(504, "upstream_timed_out", "The agent did not begin its answer in time.");

    static final Problem BUG =
            Problem.of(500, "internal_error", "Berth failed to decide where this request goes; its log says why.");

    static final Problem NOT_STORED = Problem.of(
            503,
            "journal_unavailable",
            "The call could not be stored: its body could not be written. Nothing was done; repeat the call later.");

    static final Problem NOT_READ_BACK =
            Problem.of(503, "journal_unavailable", "The call was stored, but its body could not be read back.");

    static final Problem ANSWER_LOST = Problem.of(
            503, "journal_unavailable", "The answer to this call was stored, but it could not be read back.");

    static final Problem TOO_MANY_CONNECTIONS =
            Problem.of(503, "too_many_connections", "This server has as many connections as it takes; try again soon.");

    private Problems() {}

    static Problem of(Fault fault) {
        return Problem.of(fault.status(), fault.code(), fault.detail());
    }

    /// An answer that is not taken for one.
    static Problem declined(int status) {
        return Problem.of(502, "upstream_declined", "The upstream answered %d.".formatted(status));
    }

    static Problem malformedAnswer(String detail) {
        return Problem.of(502, "upstream_malformed", "The agent's answer is malformed: " + detail);
    }

    static ByteBuffer body(Problem problem, RequestId id) {
        String json = problem.toJson(id.toString()) + "\n";
        return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
    }
}
