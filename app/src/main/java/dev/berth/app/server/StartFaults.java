package dev.berth.app.server;

import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.engine.EngineFailure;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.Sentences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells why a start failed, and what helps, when the reason lies on this machine and not in Berth.
///
/// Everything here ends with [ExitCode#MISSING]: what is needed was not there, and nothing was changed.
public final class StartFaults {

    private static final List<String> NO_ROOM = List.of("No space left on device", "Disk quota exceeded");

    private StartFaults() {}

    /// What to tell; empty when it is a fault of Berth's own.
    public static Optional<CommandFailure> told(Throwable failure, BerthSettings settings) {
        return switch (failure) {
            case CommandFailure told -> Optional.of(told);
            case EngineFailure engine ->
                Optional.of(
                        missing(Sentences.of(engine.getMessage(), "The container engine failed."), engine.remedy()));
            case StoreFailure store -> Optional.of(DatabaseFaults.told(store, settings));
            case Throwable any when isOfAFullDisk(any) -> Optional.of(full(place(any, settings.home())));
            case JournalFailure journal -> Optional.of(journal(journal, settings));
            case UncheckedIOException wrapped
            when wrapped.getCause() instanceof FileSystemException file -> Optional.of(file(file));
            case UncheckedIOException wrapped -> Optional.of(disk(wrapped));
            case FileSystemException file -> Optional.of(file(file));
            case IOException other -> Optional.of(disk(other));
            default -> Optional.empty();
        };
    }

    private static boolean isOfAFullDisk(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof IOException && NO_ROOM.stream().anyMatch(text::contains)) {
                return true;
            }
        }
        return false;
    }

    /// What was to be written to, as far as it is there; the home folder when nothing says so.
    private static Path place(Throwable failure, Path home) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException file && file.getFile() != null) {
                Path place = Path.of(file.getFile());
                return Files.exists(place)
                        ? place
                        : Optional.ofNullable(place.getParent()).orElse(home);
            }
        }
        return home;
    }

    /// No byte more can be written there.
    static CommandFailure full(Path place) {
        return missing(
                "The disk that holds %s is full.".formatted(place),
                "See how full:   df -h '%s'".formatted(place),
                "Make room on it and start again; nothing needs to be repaired.");
    }

    /// The kept calls cannot be read.
    private static CommandFailure journal(JournalFailure e, BerthSettings settings) {
        if (settings.journal() == BerthSettings.JournalPlace.POSTGRES) {
            return DatabaseFaults.told(e, settings.databaseUrl().orElseThrow());
        }
        return missing(
                "Berth cannot use its journal: %s.".formatted(e.getMessage()),
                "See that the disk of %s can be read and has room, and that the folder is of this installation and of no newer Berth."
                        .formatted(settings.home().resolve("journal")));
    }

    /// The home folder cannot be made or locked.
    public static CommandFailure home(Path folder, IOException e) {
        return missing(
                "Berth cannot keep its state in %s: %s.".formatted(folder, reason(e)),
                "Make it a folder that you may write to, or use another one: --home FOLDER, or BERTH_HOME.");
    }

    static CommandFailure secretKey(Path file, String why, String remedy) {
        return missing("The key that encrypts secrets, %s, cannot be used: %s.".formatted(file, why), remedy);
    }

    /// Whether a failure is about the address or the port to listen on.
    static boolean isAboutListening(IOException e) {
        String text = String.valueOf(e.getMessage());
        return e instanceof UnknownHostException
                || text.startsWith("cannot listen on")
                || text.contains("taken by another program");
    }

    /// Nothing can listen where the settings say.
    static CommandFailure listening(IOException e, BerthSettings settings) {
        String address = settings.listening().address();
        String text =
                String.valueOf(e.getMessage()).replaceFirst("^cannot listen on [^:/]*/", "Berth cannot listen on ");
        String why = words(e).replace(address + ": ", "");
        if (why.contains("Address already in use") || text.contains("taken by another program")) {
            return missing(
                    text.startsWith("Berth") ? text + ": another program has that port." : Sentences.of(text, ""),
                    "See which one:      ss -ltnp",
                    "Use another port:   berth up --port PORT    (0 takes a free one)");
        }
        if (why.contains("Permission denied")) {
            return missing(
                    text + ": you may not use that port.",
                    "Ports below 1024 need rights of their own. Use another one: berth up --port PORT");
        }
        return missing(
                "Berth cannot listen on the address %s: %s."
                        .formatted(
                                address,
                                why.contains("assign requested address") ? "this machine does not have it" : why),
                "Give one of this machine's: --listen 127.0.0.1 (this machine only) or --listen 0.0.0.0 (everyone)");
    }

    private static CommandFailure file(FileSystemException e) {
        return missing(
                "Berth cannot use %s: %s.".formatted(e.getFile(), reason(e)),
                "See that its folder is there, that you may write to it, and that its disk has room.");
    }

    private static CommandFailure disk(Exception e) {
        return missing(
                "Berth cannot keep its state: " + words(e) + ".",
                "See that the disk of its home folder has room and can be written to.");
    }

    /// Why a file cannot be used, in words that follow a colon.
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "you may not write there";
            case NoSuchFileException _ -> "the folder that it would be in cannot be made";
            case FileAlreadyExistsException _ -> "it is a file and not a folder";
            case FileSystemException file when file.getReason() != null -> lower(file.getReason());
            default -> words(e);
        };
    }

    /// What the cause at the bottom says.
    static String words(Throwable e) {
        Throwable last = e;
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            last = cause;
        }
        return Optional.ofNullable(last.getMessage()).orElse(last.getClass().getSimpleName());
    }

    private static String lower(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    static CommandFailure missing(String message, String... remedy) {
        return new CommandFailure(ExitCode.MISSING, message, List.of(remedy));
    }

    /// The first database error that led to a failure.
    static Optional<SQLException> sql(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
