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
    /// @param maxBytes of the body with its framing
    /// @param then decides; a request forwarded then takes the collected body along
    /// @param tooLarge decides as soon as the body is known to be larger; if it forwards, all is streamed
    record Collect(int maxBytes, Function<CollectedBody, Decision> then, Supplier<Decision> tooLarge)
            implements Decision {}
}
