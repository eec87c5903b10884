package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Reads options' values and says at which option one is wrong.
///
/// @param change whether they are about an agent that is there, of which something can be taken away
record Readings(CommandSpec spec, boolean change) {

    /// The value of an option that must be there.
    String required(String option, @Nullable String value, String example) {
        if (value == null) {
            throw new ParameterException(
                    spec.commandLine(), "%s is missing; give one such as %s %s.".formatted(option, option, example));
        }
        return value;
    }

    /// Names with their values, and the names that are taken away.
    ///
    /// @param reader of the texts that take nothing away
    void putAll(
            ObjectNode body,
            String field,
            String option,
            List<String> texts,
            Function<List<String>, Map<String, String>> reader) {
        List<String> removed = Variables.removed(texts);
        if (!removed.isEmpty() && !change) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s: a new agent has nothing to take away; %s- is for 'berth update'."
                            .formatted(option, removed.getFirst()));
        }
        Map<String, String> read = read(option, Variables.kept(texts), reader);
        if (!read.isEmpty() || !removed.isEmpty()) {
            ObjectNode node = body.withObjectProperty(field);
            read.forEach(node::put);
            removed.forEach(node::putNull);
        }
    }

    <G, T> T read(String option, G given, Function<G, T> reader) {
        try {
            return reader.apply(given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage() + ".");
        }
    }
}
