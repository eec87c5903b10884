package dev.berth.edge.route;

import dev.berth.kit.Problem;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a forwarded request is watched and kept by. Immutable; the `with` methods give changed copies.
///
/// @param unreachable decides anew when no connection to the upstream could be made: an answer, or another try
/// @param answerWithin how long the upstream may take to begin its answer; null leaves it to the edge's limits
public record Hooks(
        ExchangeObserver observer,
        Recorder recorder,
        Function<UpstreamFailure, Decision> unreachable,
        @Nullable Duration answerWithin) {

    public static final Hooks NONE = new Hooks(ExchangeObserver.NONE, Recorder.NONE, Hooks::upstreamUnreachable, null);

    public Hooks withObserver(ExchangeObserver changed) {
        return new Hooks(changed, recorder, unreachable, answerWithin);
    }

    public Hooks withRecorder(Recorder changed) {
        return new Hooks(observer, changed, unreachable, answerWithin);
    }

    public Hooks withUnreachable(Function<UpstreamFailure, Decision> changed) {
        return new Hooks(observer, recorder, changed, answerWithin);
    }

    public Hooks withAnswerWithin(Duration changed) {
        return new Hooks(observer, recorder, unreachable, changed);
    }

    private static Decision upstreamUnreachable(UpstreamFailure failure) {
        return new Decision.Refuse(Problem.of(502, "upstream_unreachable", failure.reason()));
    }
}
