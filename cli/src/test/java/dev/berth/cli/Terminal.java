package dev.berth.cli;

import dev.berth.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// Runs command lines as a user would, and keeps what is printed.
final class Terminal {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Map<String, String> environment = new TreeMap<>();
    private InputStream in = InputStream.nullInputStream();
    private boolean isTerminal;

    /// What one command line did.
    ///
    /// @param octets what went to standard output, one character for each byte
    record Result(int exitCode, String octets, String err) {

        String out() {
            return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    Terminal with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Terminal typing(String text) {
        in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// As if a person saw the output.
    Terminal seenByAPerson() {
        isTerminal = true;
        return this;
    }

    Result run(String... arguments) {
        return run(new Object[0], arguments);
    }

    Result run(Object[] more, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            Shell shell =
                    new Shell(in, outStream, errStream, environment, isTerminal, isTerminal, InstantSource.fixed(NOW));
            exitCode = new BerthCommand(shell).run(arguments, more);
        }
        return new Result(exitCode, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
    }
}
