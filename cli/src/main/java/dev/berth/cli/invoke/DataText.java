package dev.berth.cli.invoke;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Reads `--data`: a text, `@FILE`, or `@-` for standard input.
final class DataText {

    private DataText() {}

    /// @throws IllegalArgumentException when there is no such file, or none that can be sent
    static BodyPublisher body(String text, Supplier<InputStream> in) {
        if (!text.startsWith("@")) {
            return BodyPublishers.ofString(text);
        }
        return text.equals("@-") ? BodyPublishers.ofInputStream(in) : file(Path.of(text.substring(1)));
    }

    private static BodyPublisher file(Path file) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("--data: there is no file " + file + " to send.");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("--data: " + file + " is a folder; name a file to send.");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("--data: you may not read " + file + ".");
        }
        try {
            // A pipe has no length that could be told before.
            return Files.isRegularFile(file)
                    ? BodyPublishers.ofFile(file)
                    : BodyPublishers.ofInputStream(() -> opened(file));
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("--data: there is no file " + file + " to send.", e);
        }
    }

    private static InputStream opened(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
