package dev.berth.hostd.instances;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A health check that is to be made, is under way, or was answered.
///
/// One thread answers it, once; any may read the answer.
final class Question {

    final ContainerId container;
    final Reach reach;
    final HealthCheck check;
    /// A command of an earlier check that could not be ended.
    final @Nullable ExecId left;

    private volatile @Nullable Answer answer;

    Question(ContainerId container, Reach reach, HealthCheck check, @Nullable ExecId left) {
        this.container = container;
        this.reach = reach;
        this.check = check;
        this.left = left;
    }

    /// What came of a check.
    sealed interface Answer {

        record Found(Instant at, Duration took, Probe.Look look) implements Answer {}

        /// It could not be made, which says nothing about the agent: its engine does not answer.
        record Unknown() implements Answer {}
    }

    void answer(Answer given) {
        answer = given;
    }

    Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }
}
