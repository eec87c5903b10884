package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the control plane knows of one instance.
///
/// @param goal what is wanted of it, written by the control plane; never goes back to RUN
/// @param state what its host last said of it
/// @param attempt how many crashes in a row preceded it
/// @param readyAt when it first could take calls, if it ever could
/// @param told a digest of what it was told of its agent when it started; empty when that is not known
public record Run(
        InstanceId id,
        Revision revision,
        String host,
        Goal goal,
        Hibernation depth,
        InstanceState state,
        int attempt,
        Instant placedAt,
        @Nullable Instant readyAt,
        String told) {

    /// The same, of which something else is wanted.
    public Run wanted(Goal newGoal, Hibernation newDepth) {
        return new Run(id, revision, host, newGoal, newDepth, state, attempt, placedAt, readyAt, told);
    }

    /// The same, of which its host said something else.
    public Run seen(InstanceState newState, @Nullable Instant newReadyAt) {
        return new Run(id, revision, host, goal, depth, newState, attempt, placedAt, newReadyAt, told);
    }

    /// The same, whose revision has another number now.
    public Run known(Revision as) {
        return new Run(id, as, host, goal, depth, state, attempt, placedAt, readyAt, told);
    }

    public boolean live() {
        return state.live();
    }

    /// How long it could take calls before it ended; zero when it never could or still lives.
    public Duration wellFor() {
        return state instanceof InstanceState.Ended ended && readyAt != null
                ? Duration.between(readyAt, ended.at())
                : Duration.ZERO;
    }

    public Optional<InstanceState.Ended> end() {
        return state instanceof InstanceState.Ended ended ? Optional.of(ended) : Optional.empty();
    }
}
