package dev.berth.domain.activity;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.lifecycle.Run;
import dev.berth.domain.lifecycle.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides whether an agent has work, and when its idle policy puts it to sleep. Pure.
///
/// Work is an open call or WebSocket, a queued call, a lease, or processor time above the policy's threshold. What is
/// not known counts as work: an agent whose host does not say what it uses is left awake.
public final class IdleRule {

    /// How old a host's word on processor time may be.
    public static final Duration STALE = Duration.ofSeconds(30);

    private IdleRule() {}

    /// What people are told.
    public static Activity activity(
            Wish wish, Optional<Run> latest, Standing standing, IdlePolicy policy, Work work, Instant now) {
        Instant since = latest.map(IdleRule::since).orElse(wish.since());
        if (latest.isEmpty() || !latest.get().live()) {
            return new Activity(false, standing.reason(), since, Optional.empty());
        }
        Run run = latest.get();
        if (!stays(wish, run) || !ready(run)) {
            return new Activity(!paused(run), standing.reason(), since, Optional.empty());
        }
        Optional<String> busy = working(policy, work, now);
        if (busy.isPresent()) {
            return new Activity(true, busy.get(), since, Optional.empty());
        }
        if (wish.isRollingOut()) {
            return new Activity(true, "It is being updated.", since, Optional.empty());
        }
        if (policy.isOff()) {
            return new Activity(
                    true, "It has no work, and no idle policy that sends it to sleep.", since, Optional.empty());
        }
        Optional<Bedtime> bedtime = awake(run, policy, work, now);
        String because = bedtime.isPresent()
                ? "It has had no work since %s.".formatted(shown(idleSince(run, work, now)))
                : "How much it works is not known: its host has not said.";
        return new Activity(true, because, since, bedtime.map(Bedtime::at));
    }

    /// When the policy acts next if nothing changes; empty when it does not.
    public static Optional<Bedtime> bedtime(
            Wish wish, Optional<Run> latest, IdlePolicy policy, Work work, Instant now) {
        if (policy.isOff() || latest.isEmpty() || wish.isRollingOut()) {
            return Optional.empty();
        }
        Run run = latest.get();
        if (!run.live()) {
            return frozen(wish, run) ? deeper(wish, policy) : Optional.empty();
        }
        return stays(wish, run) && ready(run) && working(policy, work, now).isEmpty()
                ? awake(run, policy, work, now)
                : Optional.empty();
    }

    private static Optional<Bedtime> awake(Run run, IdlePolicy policy, Work work, Instant now) {
        boolean known = work.cpu()
                .filter(use -> !use.seenAt().plus(STALE).isBefore(now))
                .isPresent();
        if (!known) {
            return Optional.empty();
        }
        Instant idle = idleSince(run, work, now);
        return policy.freezeAfter()
                .map(after -> bedtime(idle, after, Hibernation.FREEZE))
                .or(() -> policy.stopAfter().map(after -> bedtime(idle, after, Hibernation.STOP)));
    }

    private static Bedtime bedtime(Instant idle, Duration after, Hibernation depth) {
        return new Bedtime(idle.plus(after), depth, "It had no work for %s.".formatted(shown(after)));
    }

    /// It was frozen when it had been idle for the first time; the rest is left.
    private static Optional<Bedtime> deeper(Wish wish, IdlePolicy policy) {
        return policy.stopAfter().map(stop -> {
            Duration rest = stop.minus(policy.freezeAfter().orElse(Duration.ZERO));
            return new Bedtime(
                    wish.since().plus(rest), Hibernation.STOP, "It was not called for %s.".formatted(shown(stop)));
        });
    }

    private static Optional<String> working(IdlePolicy policy, Work work, Instant now) {
        Calls calls = work.calls();
        return Stream.of(
                        count(calls.open(), "call is open", "calls are open"),
                        count(calls.streams(), "WebSocket or tunnel is open", "WebSockets or tunnels are open"),
                        count(calls.queued(), "call waits for delivery", "calls wait for delivery"),
                        work.lease().filter(lease -> lease.until().isAfter(now)).map(IdleRule::kept),
                        work.cpu()
                                .filter(use -> !policy.isOff() && use.cores() > policy.cpu())
                                .map(IdleRule::busy))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> count(int number, String one, String several) {
        return number == 0 ? Optional.empty() : Optional.of("%d %s.".formatted(number, number == 1 ? one : several));
    }

    private static String kept(Lease lease) {
        String why = lease.reason().isEmpty() ? "" : ": " + lease.reason();
        return "It is kept awake until %s%s.".formatted(shown(lease.until()), why.replaceAll("\\.$", ""));
    }

    private static String busy(CpuUse use) {
        return "It uses %.2f of a core.".formatted(use.cores());
    }

    private static Instant idleSince(Run run, Work work, Instant now) {
        return Stream.of(
                        Optional.ofNullable(run.readyAt()),
                        Optional.of(work.calls().lastEnded()),
                        work.cpu().map(CpuUse::busyAt),
                        work.lease().map(Lease::until))
                .flatMap(Optional::stream)
                .filter(time -> !time.isAfter(now))
                .max(Instant::compareTo)
                .orElse(now);
    }

    private static boolean stays(Wish wish, Run run) {
        return wish.goal() == Goal.RUN && run.goal() == Goal.RUN && run.id().generation() > wish.fence();
    }

    private static boolean ready(Run run) {
        return readiness(run) == Readiness.READY;
    }

    private static boolean paused(Run run) {
        return readiness(run) == Readiness.PAUSED;
    }

    private static Readiness readiness(Run run) {
        return run.state() instanceof InstanceState.Running running ? running.readiness() : Readiness.STARTING;
    }

    private static boolean frozen(Wish wish, Run run) {
        boolean ended = run.end()
                .filter(end -> end.reason().equals(new EndReason.Hibernated(Hibernation.FREEZE)))
                .isPresent();
        return ended && wish.endsWithACall() && wish.depth() == Hibernation.FREEZE;
    }

    private static Instant since(Run run) {
        return run.end()
                .map(InstanceState.Ended::at)
                .or(() -> Optional.ofNullable(run.readyAt()))
                .orElse(run.placedAt());
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /// As people write it: 1h30m.
    private static String shown(Duration duration) {
        String text = duration.toString();
        return text.startsWith("PT") ? text.substring(2).toLowerCase(Locale.ROOT) : text;
    }
}
