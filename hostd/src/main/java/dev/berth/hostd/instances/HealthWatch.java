package dev.berth.hostd.instances;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.HealthCheck.Timing;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.instance.CheckResult.Outcome;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.hostd.instances.Question.Answer;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.Lanes;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;

/// Finds out whether an instance whose container runs can take calls, and says so in its state.
///
/// Without a health check its port is tried until it opens once. With one it is asked again and again, also when it
/// was well: failures in a row make it unhealthy, and what follows then is another's business.
final class HealthWatch {

    /// While one is waited for, its container is looked at this often.
    static final Duration LOOK = Duration.ofMillis(500);

    /// A command is asked no more often than this while its container starts.
    private static final Duration COMMAND_PACE = Duration.ofMillis(500);
    /// How long one that states no start period may take to be well for the first time, at least.
    private static final Duration UNSTATED_START = Duration.ofMinutes(5);
    /// How often it is told what the checks of a starting one find.
    private static final Duration TELLING_PACE = Duration.ofSeconds(1);

    private final Tools tools;
    private final Checks checks;
    private final Outbox outbox;

    HealthWatch(Tools tools, Checks checks, Outbox outbox) {
        this.tools = tools;
        this.checks = checks;
        this.outbox = outbox;
    }

    /// Takes the next step with one that is not unhealthy for good: asks, waits, or judges an answer.
    Duration look(InstanceOrder order, Running running, Notes notes) {
        HealthCheck check = order.spec().healthCheck();
        if (check.repeated().isEmpty()) {
            return running.readiness() == Readiness.READY ? Lanes.REST : tryPort(order, running, notes);
        }
        return notes.checks
                .takeAnswer()
                .map(answer -> switch (answer) {
                    case Answer.Found found -> judge(order, running, notes, found);
                    case Answer.Unknown _ -> later(notes, interval(order));
                })
                .orElseGet(() -> askWhenDue(order, running, notes));
    }

    /// Whether its restart policy has another instance follow an unhealthy one.
    static boolean isReplaced(InstanceOrder order) {
        return order.spec().restart().mode() != RestartPolicy.Mode.NO;
    }

    private Duration tryPort(InstanceOrder order, Running running, Notes notes) {
        return isOpen(notes) ? becomeReady(order, running) : wait(order, running, notes);
    }

    /// Whether nothing more is asked of one that runs than an open port, and it is open.
    static boolean isOpen(InstanceOrder order, Notes notes) {
        return order.spec().healthCheck().repeated().isEmpty() && isOpen(notes);
    }

    private static boolean isOpen(Notes notes) {
        return switch (notes.probed) {
            case Reach.Nowhere _ -> true;
            case Reach.At at -> Probe.opened(at, Probe.CONNECT).passed();
        };
    }

    private Duration askWhenDue(InstanceOrder order, Running running, Notes notes) {
        boolean starting = running.readiness() == Readiness.STARTING;
        if (!notes.checks.isUnderWay()) {
            Duration left = notes.checks.untilDue();
            if (left.isPositive()) {
                return left;
            }
            Question question = new Question(
                    Tools.engineId(running.container()),
                    notes.probed,
                    order.spec().healthCheck(),
                    notes.checks.left());
            notes.checks.asked(question);
            checks.ask(order.id(), question);
        }
        return starting ? LOOK : Lanes.REST;
    }

    private Duration judge(InstanceOrder order, Running running, Notes notes, Answer.Found found) {
        boolean passed = found.look().finding().passed();
        notes.checks.record(found, outcome(order, running, passed));
        return switch (running.readiness()) {
            case READY -> {
                tell(order, notes);
                boolean tooMany = notes.checks.failures() >= timing(order).retries();
                yield tooMany ? becomeUnhealthy(order, running, notes) : later(notes, interval(order));
            }
            case STARTING, PAUSED -> passed ? firstPass(order, running, notes) : notYet(order, running, notes);
            case UNHEALTHY -> passed ? firstPass(order, running, notes) : stillUnhealthy(order, notes);
        };
    }

    private Outcome outcome(InstanceOrder order, Running running, boolean passed) {
        if (passed) {
            return Outcome.PASSED;
        }
        return switch (running.readiness()) {
            case STARTING, PAUSED -> Outcome.EXCUSED;
            case READY -> age(running).compareTo(timing(order).startPeriod()) < 0 ? Outcome.EXCUSED : Outcome.FAILED;
            case UNHEALTHY -> Outcome.FAILED;
        };
    }

    private Duration firstPass(InstanceOrder order, Running running, Notes notes) {
        tell(order, notes);
        notes.checks.nextIn(interval(order));
        return becomeReady(order, running);
    }

    private Duration notYet(InstanceOrder order, Running running, Notes notes) {
        if (isOverdue(order, running)) {
            return becomeUnhealthy(order, running, notes);
        }
        if (notes.checks.isToBeTold(TELLING_PACE)) {
            tell(order, notes);
        }
        Duration wait = wait(order, running, notes);
        boolean costly = order.spec().healthCheck() instanceof HealthCheck.Command;
        return later(notes, costly && wait.compareTo(COMMAND_PACE) < 0 ? COMMAND_PACE : wait);
    }

    /// Where another instance follows, an answer is a reason to look again at once.
    private Duration stillUnhealthy(InstanceOrder order, Notes notes) {
        tell(order, notes);
        return isReplaced(order) ? AgentPass.AT_ONCE : later(notes, interval(order));
    }

    private boolean isOverdue(InstanceOrder order, Running running) {
        Timing timing = timing(order);
        Duration several = timing.interval().multipliedBy(timing.retries());
        boolean stated = timing.startPeriod().isPositive();
        Duration limit = stated || several.compareTo(UNSTATED_START) > 0 ? several : UNSTATED_START;
        return age(running).compareTo(timing.startPeriod().plus(limit)) > 0;
    }

    private Duration age(Running running) {
        return Duration.between(running.since(), tools.clock().instant());
    }

    private Duration wait(InstanceOrder order, Running running, Notes notes) {
        if (running.readiness() == Readiness.PAUSED) {
            tools.ledger().note(order.id(), running.becomes(Readiness.STARTING), "container unpaused at the engine");
        }
        Duration wait = notes.probing.delay();
        notes.probing = notes.probing.later(order.spec().healthCheck());
        return wait;
    }

    private Duration becomeReady(InstanceOrder order, Running running) {
        String step = running.readiness() == Readiness.PAUSED ? "container unpaused at the engine" : "ready";
        tools.ledger().note(order.id(), running.becomes(Readiness.READY), step);
        return AgentPass.AT_ONCE;
    }

    private Duration becomeUnhealthy(InstanceOrder order, Running running, Notes notes) {
        tell(order, notes);
        notes.checks.nextIn(interval(order));
        String step = "health check failed: " + notes.checks.trouble().orElse("");
        tools.ledger().note(order.id(), running.becomes(Readiness.UNHEALTHY), step);
        return AgentPass.AT_ONCE;
    }

    private void tell(InstanceOrder order, Notes notes) {
        outbox.put(new HostReport.Health(order.id(), notes.checks.failures(), notes.checks.results()));
    }

    private static Duration later(Notes notes, Duration wait) {
        notes.checks.nextIn(wait);
        return wait;
    }

    private static Duration interval(InstanceOrder order) {
        return timing(order).interval();
    }

    private static Timing timing(InstanceOrder order) {
        return order.spec().healthCheck().repeated().orElse(Timing.DEFAULT);
    }
}
