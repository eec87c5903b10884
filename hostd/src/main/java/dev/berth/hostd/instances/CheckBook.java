package dev.berth.hostd.instances;

import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.CheckResult.Outcome;
import dev.berth.engine.container.ExecId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the health checks of one instance have found so far, and when the next is due. Only the agent's own lane
/// reads and writes it.
final class CheckBook {

    private final Deque<CheckResult> newestFirst = new ArrayDeque<>();
    private @Nullable Question question;
    private @Nullable ExecId left;
    private int failures;
    private long due = System.nanoTime();
    private long told = System.nanoTime() - Duration.ofDays(1).toNanos();

    /// Failures in a row that count.
    int failures() {
        return failures;
    }

    /// Newest first.
    List<CheckResult> results() {
        return List.copyOf(newestFirst);
    }

    /// What the last check found, if it failed.
    Optional<String> trouble() {
        return Optional.ofNullable(newestFirst.peekFirst())
                .filter(result -> result.outcome() != Outcome.PASSED)
                .map(CheckResult::detail);
    }

    boolean isUnderWay() {
        return question != null;
    }

    /// How long until the next check; zero or less when it is due.
    Duration untilDue() {
        return Duration.ofNanos(due - System.nanoTime());
    }

    void nextIn(Duration wait) {
        due = System.nanoTime() + wait.toNanos();
    }

    @Nullable
    ExecId left() {
        return left;
    }

    void asked(Question asked) {
        question = asked;
    }

    /// The answer to what was asked, once.
    Optional<Question.Answer> takeAnswer() {
        Optional<Question.Answer> answer = question == null ? Optional.empty() : question.answer();
        if (answer.isPresent()) {
            question = null;
        }
        return answer;
    }

    /// What is under way is about processes that are gone, and the count begins anew.
    void startAfresh() {
        question = null;
        left = null;
        failures = 0;
        due = System.nanoTime();
    }

    /// What is under way counts for nothing: the container is frozen.
    void dropQuestion() {
        question = null;
    }

    void record(Question.Answer.Found found, Outcome outcome) {
        left = found.look().left();
        failures = switch (outcome) {
            case PASSED -> 0;
            case EXCUSED -> failures;
            case FAILED -> failures + 1;
        };
        if (outcome == Outcome.EXCUSED && lastWasExcused()) {
            newestFirst.removeFirst();
        }
        newestFirst.addFirst(new CheckResult(
                found.at(), found.took(), outcome, found.look().finding().detail()));
        if (newestFirst.size() > CheckResult.MOST_KEPT) {
            newestFirst.removeLast();
        }
    }

    private boolean lastWasExcused() {
        CheckResult last = newestFirst.peekFirst();
        return last != null && last.outcome() == Outcome.EXCUSED;
    }

    /// Whether this is worth telling now: one that starts is asked many times a second.
    boolean isToBeTold(Duration pace) {
        long now = System.nanoTime();
        if (now - told < pace.toNanos()) {
            return false;
        }
        told = now;
        return true;
    }
}
