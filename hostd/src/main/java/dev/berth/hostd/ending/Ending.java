package dev.berth.hostd.ending;

import dev.berth.domain.instance.EndReason;
import dev.berth.engine.container.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides why a container that nobody here stopped has ended. Pure.
///
/// An engine that shuts down stops its containers just as a person at its command line would. So an end by a
/// signal is a person's only when the engine is still there a moment later.
public sealed interface Ending {

    /// What will be heard, or not, until then tells.
    record NotYetKnown(Duration delay) implements Ending {}

    /// It ended by itself; its last lines belong to the reason.
    record ByItself(int exitCode, boolean outOfMemory) implements Ending {

        public EndReason.Exited saying(List<String> lastLogLines) {
            return new EndReason.Exited(exitCode, outOfMemory, lastLogLines);
        }
    }

    /// Somebody had it stopped, if the engine answers a call that is made now.
    record ByAnEngineClient() implements Ending {}

    record WithItsEngine() implements Ending {}

    /// How long an end's event may be late.
    Duration HEARING = Duration.ofSeconds(1);

    /// How long an engine may take to go away after it has stopped its containers.
    Duration SETTLING = Duration.ofMillis(400);

    /// How long before an end a signal may have caused it.
    Duration EFFECT = Duration.ofSeconds(60);

    int SIGNAL_EXIT = 128;
    int KILLED = 137;
    /// INT, QUIT, KILL and TERM end most programs; HUP makes many of them read their settings again.
    Set<Integer> DEADLY = Set.of(2, 3, 9, 15);

    /// @param heard what the engine told of this container
    /// @param sinceNoticed how long ago this daemon first saw that it had ended
    static Ending of(ContainerState.Exited seen, Testimony heard, Duration sinceNoticed) {
        if (seen.oomKilled() && seen.exitCode() == KILLED) {
            return new ByItself(seen.exitCode(), true);
        }
        Instant exitedAt = inThisRun(heard.exitedAt(), seen);
        if (exitedAt == null) {
            return sinceNoticed.compareTo(HEARING) < 0
                    ? new NotYetKnown(HEARING.minus(sinceNoticed))
                    : new WithItsEngine();
        }
        if (!causedFromOutside(seen, heard, exitedAt)) {
            return new ByItself(seen.exitCode(), false);
        }
        if (heard.engineLeft()) {
            return new WithItsEngine();
        }
        return sinceNoticed.compareTo(SETTLING) < 0
                ? new NotYetKnown(SETTLING.minus(sinceNoticed))
                : new ByAnEngineClient();
    }

    private static boolean causedFromOutside(ContainerState.Exited seen, Testimony heard, Instant exitedAt) {
        if (inThisRun(heard.stoppedAt(), seen) != null) {
            return true;
        }
        Testimony.Signal signal = heard.signal();
        if (signal == null || inThisRun(signal.at(), seen) == null) {
            return false;
        }
        boolean inTime = signal.at().plus(EFFECT).isAfter(exitedAt);
        return inTime && (DEADLY.contains(signal.number()) || seen.exitCode() == SIGNAL_EXIT + signal.number());
    }

    private static @Nullable Instant inThisRun(@Nullable Instant time, ContainerState.Exited seen) {
        return time == null || time.isBefore(seen.startedAt()) ? null : time;
    }
}
