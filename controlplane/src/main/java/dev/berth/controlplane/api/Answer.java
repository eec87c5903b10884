package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.requests.StoredHead;
import dev.berth.kit.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the API answers.
sealed interface Answer {

    record Json(int status, JsonNode body, Map<String, String> headers) implements Answer {}

    record Text(int status, String contentType, String body) implements Answer {}

    record Nothing(int status) implements Answer {}

    record Refused(Problem problem, Map<String, String> headers) implements Answer {}

    /// An answer whose end is not known yet. Written as it comes.
    record Streamed(String contentType, Source source) implements Answer {}

    /// Somebody else's answer, given on as it was.
    ///
    /// @param headers without those of the connection
    /// @param length of the body
    record Relayed(int status, List<StoredHead.Header> headers, long length, Source source) implements Answer {

        public Relayed {
            headers = List.copyOf(headers);
        }
    }

    /// Writes a streamed answer, on a thread of its own that may block. Closed in any case, written or not.
    @FunctionalInterface
    interface Source extends AutoCloseable {

        /// Returns at the end of the answer.
        ///
        /// @throws IOException when the caller is gone, which ends the answer too
        void writeTo(Sink sink) throws IOException, InterruptedException;

        @Override
        default void close() {}
    }

    /// Where a streamed answer goes.
    interface Sink {

        /// Returns when the bytes are on their way to the caller, so that a slow caller slows the source.
        void write(byte[] bytes, int length) throws IOException, InterruptedException;

        /// Runs when the caller leaves or the server closes, perhaps at once; ends a source that waits elsewhere.
        void onGone(Runnable action);
    }

    static Answer json(JsonNode body) {
        return new Json(200, body, Map.of());
    }

    static Answer json(int status, JsonNode body) {
        return new Json(status, body, Map.of());
    }

    static Answer problem(Problem problem) {
        return new Refused(problem, Map.of());
    }

    static Answer problem(Problem problem, Map<String, String> headers) {
        return new Refused(problem, headers);
    }

    /// A problem that goes away by itself.
    static Answer later(Problem problem, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Refused(problem, Map.of("Retry-After", Long.toString(seconds)));
    }

    default int status() {
        return switch (this) {
            case Json json -> json.status();
            case Text text -> text.status();
            case Nothing nothing -> nothing.status();
            case Refused refused -> refused.problem().status();
            case Streamed _ -> 200;
            case Relayed relayed -> relayed.status();
        };
    }
}
