package dev.berth.cli.output;

import picocli.CommandLine.Option;

/// What a command prints, as its user asks for it.
public final class OutputOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json (the server's own, for programs) or name (one a line).")
    private OutputFormat format;

    public OutputFormat format() {
        return format;
    }
}
