package dev.berth.cli.deploy;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Reads options' values and says at which option one is wrong.
record Readings(CommandSpec spec) {

    /// The value of an option that must be there.
    String required(String option, @Nullable String value, String example) {
        if (value == null) {
            throw new ParameterException(
                    spec.commandLine(), "%s is missing; give one such as %s %s.".formatted(option, option, example));
        }
        return value;
    }

    <G, T> T read(String option, G given, Function<G, T> reader) {
        try {
            return reader.apply(given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage() + ".");
        }
    }
}
