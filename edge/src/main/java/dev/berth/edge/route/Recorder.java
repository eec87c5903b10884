package dev.berth.edge.route;

import dev.berth.edge.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Keeps an answer while it is streamed to the client, and holds its end back until it is kept.
///
/// Called on the event loop; must not block. The bytes are those that the client gets.
public interface Recorder {

    /// Keeps nothing and holds nothing back.
    Recorder NONE = new Recorder() {
        @Override
        public boolean keeps() {
            return false;
        }
    };

    /// False for one that keeps nothing and need not be shown any bytes.
    default boolean keeps() {
        return true;
    }

    /// The final head of the answer, as the upstream sent it. Lent for the call.
    default void head(ResponseHead head) {}

    /// A part of the answer's body, as it is framed for the client. Lent for the call; read-only.
    default void body(ByteBuffer part) {}

    /// The answer is whole. Its last byte is sent to the client when the stage completes; if it fails, the
    /// connection is cut instead.
    default CompletionStage<?> whole() {
        return CompletableFuture.completedStage("nothing to keep");
    }

    /// The answer will never be whole. Not called after [#whole()].
    default void broken() {}
}
