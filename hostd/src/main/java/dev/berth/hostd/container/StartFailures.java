package dev.berth.hostd.container;

import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.engine.EngineFailure;
import dev.berth.kit.Sentences;
import dev.berth.protocol.link.InstanceOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says why an instance did not come to run. Pure.
public final class StartFailures {

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final Pattern INIT_FAULT = Pattern.compile("\\[FATAL tini \\(\\d+\\)\\] exec (.+) failed: (.+)");

    private StartFailures() {}

    /// Empty when the engine did not answer: then nothing is known, and it is tried again.
    public static Optional<NotStarted> of(EngineFailure failure) {
        return cause(failure)
                .map(cause -> new NotStarted(
                        cause,
                        Sentences.of(failure.getMessage(), "The engine gave no reason."),
                        Sentences.of(failure.remedy(), "Try again.")));
    }

    /// Like [#of(EngineFailure)]; knows which of the host's ports were chosen by Berth.
    public static Optional<NotStarted> of(EngineFailure failure, InstanceOrder order) {
        return of(failure)
                .map(reason -> failure instanceof EngineFailure.PortTaken taken && isChosen(taken.port(), order)
                        ? new NotStarted(Cause.CHOSEN_PORT_TAKEN, reason.detail(), reason.remedy())
                        : reason);
    }

    private static boolean isChosen(int port, InstanceOrder order) {
        return order.spec().ports().stream()
                .filter(request -> request.host() == PortRequest.AUTO)
                .anyMatch(request -> Objects.equals(order.hostPorts().get(request.container()), port));
    }

    /// Reads from an ended container's last lines that its init process could not run the command: the engine
    /// itself takes such a container for one that ran.
    public static Optional<NotStarted> ofExec(int exitCode, List<String> lastLines) {
        if (exitCode != NOT_FOUND && exitCode != NOT_EXECUTABLE) {
            return Optional.empty();
        }
        return lastLines.stream()
                .map(INIT_FAULT::matcher)
                .filter(Matcher::find)
                .map(fault -> of(new EngineFailure.CommandNotFound(fault.group(1), fault.group(2))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Cause> cause(EngineFailure failure) {
        return switch (failure) {
            case EngineFailure.EngineUnreachable _ -> Optional.empty();
            case EngineFailure.ImageUnavailable _ -> Optional.of(Cause.IMAGE_UNAVAILABLE);
            case EngineFailure.NameTaken _ -> Optional.of(Cause.NAME_TAKEN);
            case EngineFailure.PortTaken _ -> Optional.of(Cause.PORT_TAKEN);
            case EngineFailure.MountMissing _ -> Optional.of(Cause.FOLDER_MISSING);
            case EngineFailure.CommandNotFound _ -> Optional.of(Cause.COMMAND_NOT_FOUND);
            case EngineFailure.NoSuchContainer _,
                    EngineFailure.NetworkMissing _,
                    EngineFailure.WrongState _,
                    EngineFailure.InvalidSpec _,
                    EngineFailure.NotOurs _,
                    EngineFailure.InUse _,
                    EngineFailure.AddressesUsedUp _,
                    EngineFailure.Refused _ -> Optional.of(Cause.REFUSED);
        };
    }

    public static NotStarted vanished() {
        return new NotStarted(
                Cause.REFUSED,
                "Its container was removed at the engine before it started.",
                "Start the agent again; a new container is made.");
    }
}
