package dev.berth.cli.output;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

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

    /// @param quiet whether ids alone are asked for
    /// @throws ParameterException when that and this cannot both be done
    public void check(boolean quiet, CommandSpec spec) {
        if (quiet && format == OutputFormat.JSON) {
            throw new ParameterException(spec.commandLine(), "Give -q or -o json, not both.");
        }
    }
}
