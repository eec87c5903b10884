package dev.berth.edge.route;

import dev.berth.kit.Problem;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What a forwarded request is watched and kept by. Immutable; the `with` methods give changed copies.
///
/// @param unreachable decides anew when no connection to the upstream could be made: an answer, or another try
/// @param unanswered decides anew when the upstream broke off, sent what is no HTTP, or kept silent for too long before
///     the final head of an answer; another try takes along a body that was collected or stored, but a body that came
///     straight from the client is gone, and the client is told of the interruption instead
/// @param answerWithin how long the upstream may take to begin its answer; null leaves it to the edge's limits
/// @param outlivesClient once the body is whole here, a client that leaves, or does not take its answer, ends nothing:
///     the answer is read to its end, recorded and told as ever; what is decided anew then is disposed of
/// @param declines statuses of an answer that count as no answer: the request is interrupted instead
public record Hooks(
        ExchangeObserver observer,
        Recorder recorder,
        Function<UpstreamFailure, Decision> unreachable,
        Function<Interruption, Decision> unanswered,
        @Nullable Duration answerWithin,
        boolean outlivesClient,
        IntPredicate declines) {

    public static final Hooks NONE = new Hooks(
            ExchangeObserver.NONE,
            Recorder.NONE,
            Hooks::upstreamUnreachable,
            Hooks::interrupted,
            null,
            false,
            _ -> false);

    public Hooks withObserver(ExchangeObserver changed) {
        return new Hooks(changed, recorder, unreachable, unanswered, answerWithin, outlivesClient, declines);
    }

    public Hooks withRecorder(Recorder changed) {
        return new Hooks(observer, changed, unreachable, unanswered, answerWithin, outlivesClient, declines);
    }

    public Hooks withUnreachable(Function<UpstreamFailure, Decision> changed) {
        return new Hooks(observer, recorder, changed, unanswered, answerWithin, outlivesClient, declines);
    }

    public Hooks withUnanswered(Function<Interruption, Decision> changed) {
        return new Hooks(observer, recorder, unreachable, changed, answerWithin, outlivesClient, declines);
    }

    public Hooks withAnswerWithin(Duration changed) {
        return new Hooks(observer, recorder, unreachable, unanswered, changed, outlivesClient, declines);
    }

    public Hooks withOutlivingClient() {
        return new Hooks(observer, recorder, unreachable, unanswered, answerWithin, true, declines);
    }

    public Hooks withDeclined(IntPredicate changed) {
        return new Hooks(observer, recorder, unreachable, unanswered, answerWithin, outlivesClient, changed);
    }

    private static Decision upstreamUnreachable(UpstreamFailure failure) {
        return new Decision.Refuse(Problem.of(502, "upstream_unreachable", failure.reason()));
    }

    private static Decision interrupted(Interruption interruption) {
        return new Decision.Refuse(interruption.problem());
    }
}
