package dev.berth.controlplane.agents;

import java.util.function.Function;

/// What a use case answers: a result, or why there is none.
public sealed interface Decision<T> {

    record Accepted<T>(T result) implements Decision<T> {}

    record Refused<T>(Refusal refusal) implements Decision<T> {}

    static <T> Decision<T> accepted(T result) {
        return new Accepted<>(result);
    }

    static <T> Decision<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    default <R> Decision<R> then(Function<T, Decision<R>> next) {
        return switch (this) {
            case Accepted<T>(var result) -> next.apply(result);
            case Refused<T>(var refusal) -> refused(refusal);
        };
    }
}
