package dev.berth.hostd.container;

import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.engine.EngineFailure;
import java.util.Optional;

/// Says why an instance did not come to run. Pure.
public final class StartFailures {

    private StartFailures() {}

    /// Empty when the engine did not answer: then nothing is known, and it is tried again.
    public static Optional<NotStarted> of(EngineFailure failure) {
        String said = failure.getMessage();
        return cause(failure)
                .map(cause -> new NotStarted(cause, sentence(said == null ? "" : said), sentence(failure.remedy())));
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

    /// Begins with a capital and ends with a full stop.
    private static String sentence(String text) {
        String plain = text.strip();
        if (plain.isEmpty()) {
            return "The engine gave no reason.";
        }
        String begun = Character.toUpperCase(plain.charAt(0)) + plain.substring(1);
        char last = begun.charAt(begun.length() - 1);
        return last == '.' || last == '!' || last == '?' ? begun : begun + ".";
    }
}
