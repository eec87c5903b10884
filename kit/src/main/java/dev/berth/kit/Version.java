package dev.berth.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which build of Berth this is.
///
/// @param number as in the release, such as `0.1.0`
/// @param commit that the build was made from, shortened, or `unknown`
public record Version(String number, String commit) {

    private static final Version CURRENT = read();

    public static Version current() {
        return CURRENT;
    }

    private static Version read() {
        try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
            if (file == null) {
                throw new IllegalStateException("version.properties is missing from this build");
            }
            Properties properties = new Properties();
            properties.load(file);
            return new Version(
                    properties.getProperty("version", "unknown"), properties.getProperty("commit", "unknown"));
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read", e);
        }
    }

    /// `0.1.0 (commit 1a2b3c4)`.
    @Override
    public String toString() {
        return "%s (commit %s)".formatted(number, commit);
    }
}
