package dev.berth.edge.route;

import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.kit.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// What becomes of a request.
public sealed interface Decision {

    /// Answered here. The edge adds the length, the request id and what the connection needs; the body of an answer
    /// to HEAD is left out.
    record Answer(int status, HeaderLines headers, ByteBuffer body, ExchangeObserver observer) implements Decision {

        public Answer(int status, HeaderLines headers) {
            this(status, headers, ByteBuffer.allocate(0), ExchangeObserver.NONE);
        }

        public static Answer json(int status, String body) {
            return new Answer(
                    status,
                    new HeaderLines().add("Content-Type", "application/json"),
                    StandardCharsets.UTF_8.encode(body),
                    ExchangeObserver.NONE);
        }
    }

    /// Refused here with a problem body.
    ///
    /// @param headers further headers, such as Retry-After
    record Refuse(Problem problem, HeaderLines headers, ExchangeObserver observer) implements Decision {

        public Refuse(Problem problem) {
            this(problem, HeaderLines.none(), ExchangeObserver.NONE);
        }

        public Refuse(Problem problem, HeaderLines headers) {
            this(problem, headers, ExchangeObserver.NONE);
        }
    }

    /// Sent on to an upstream, and its answer to the client.
    record Forward(Upstream upstream, RequestEdits request, ResponseEdits response, Hooks hooks) implements Decision {}

    /// Decided later. Until then nothing more is read than fits the bound on what is held.
    ///
    /// A decision that comes after the client has left is not carried out; its observer hears that it is finished.
    ///
    /// @param decision may complete on any thread; if it fails, the client gets a 500
    /// @param abandoned run once, on the event loop, when the client leaves first
    record Later(CompletionStage<? extends Decision> decision, Runnable abandoned) implements Decision {}

    /// Decided when the whole body was read. `100 Continue` is answered here.
    ///
    /// A body of at most `limits.inMemory` bytes is kept in memory, a larger one in a spool. A client that leaves
    /// before its body is whole, and a spool that fails, leave nothing behind.
    ///
    /// @param spool makes the place for one larger body; called on a virtual thread
    /// @param then decides; a request forwarded then takes the collected body along
    /// @param tooLarge decides as soon as the body is known to be larger; if it forwards, what was read goes first,
    ///     and all else is streamed
    record Collect(
            Limits limits,
            Supplier<BodySpool> spool,
            Function<CollectedBody, Decision> then,
            Function<Overflow, Decision> tooLarge)
            implements Decision {

        /// How much is collected.
        ///
        /// @param inMemory bytes of a body, with its framing, that are kept in memory; the rest needs a spool
        /// @param most bytes of a body with its framing; a larger one is too large
        public record Limits(int inMemory, long most) {}

        /// Collects bodies up to a size in memory, and none that is larger.
        public static Collect inMemory(
                int most, Function<CollectedBody.InMemory, Decision> then, Function<Overflow, Decision> tooLarge) {
            return new Collect(new Limits(most, most), Collect::noSpool, body -> then.apply(memory(body)), tooLarge);
        }

        private static BodySpool noSpool() {
            throw new IllegalStateException("nothing is spooled");
        }

        private static CollectedBody.InMemory memory(CollectedBody body) {
            return switch (body) {
                case CollectedBody.InMemory memory -> memory;
                case CollectedBody.Spooled spooled -> throw new IllegalStateException("spooled: " + spooled);
            };
        }
    }

    /// Answered with an answer that was recorded before, in whatever way this client can take it.
    ///
    /// @param head as the recorder saw it
    /// @param body as the recorder saw it; read on a virtual thread unless it is in memory
    /// @param edits of the head, as those of a [Forward]'s answer
    @SuppressWarnings("ArrayRecordComponent") // handed over and never compared
    record Replay(byte[] head, BodySource body, ResponseEdits edits, ExchangeObserver observer) implements Decision {}
}
