package dev.berth.cli.deploy;

import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Reads options' values and says at which option one is wrong.
record Readings(CommandSpec spec) {

    <G, T> T read(String option, G given, Function<G, T> reader) {
        try {
            return reader.apply(given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage() + ".");
        }
    }
}
