package dev.berth.app.server;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The key of stored secrets, and whether it belongs to them.
///
/// @param fresh whether this start made it
record SecretKey(Path file, SecretBox box, boolean fresh) {

    private static final String RESTORE =
            "Restore it from the backup of this installation, or set BERTH_SECRET_KEY_FILE to where it is.";

    /// @throws CommandFailure when the file is there and is no key, or cannot be made
    static SecretKey in(Path file) {
        boolean fresh = Files.notExists(file);
        try {
            return new SecretKey(file, SecretBox.withKeyFile(file), fresh);
        } catch (java.nio.file.AccessDeniedException _) {
            throw StartFaults.secretKey(file, "you may not read it", "Run Berth as its owner, or: chown $USER " + file);
        } catch (java.nio.file.FileSystemException e) {
            throw StartFaults.secretKey(file, StartFaults.reason(e), RESTORE);
        } catch (IOException e) {
            throw StartFaults.secretKey(file, "it must hold 32 bytes", RESTORE);
        }
    }

    /// Reads what the key opens.
    ///
    /// A key that this start made is taken away again when it is wrong, so that the right one finds its place free.
    ///
    /// @throws CommandFailure when another key sealed it
    <T> T reading(Supplier<T> reader) throws IOException {
        try {
            return reader.get();
        } catch (SecretBox.WrongKey _) {
            throw wrong("the database holds secrets");
        } catch (JournalFailure e) {
            if (e.getCause() instanceof SecretBox.WrongKey) {
                throw wrong("the journal holds calls");
            }
            throw e;
        }
    }

    private CommandFailure wrong(String what) throws IOException {
        if (fresh) {
            Files.deleteIfExists(file);
        }
        return StartFaults.secretKey(
                file,
                fresh
                        ? "it is missing, and %s that it encrypted".formatted(what)
                        : what + " that another key encrypted",
                RESTORE);
    }
}
