package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what runs in an agent's container.
final class ProgramReader {

    private static final int MOST_VARIABLES = 500;
    private static final int MOST_WORDS = 256;

    /// The kernel takes at most 128 KiB for a variable with its name.
    private static final int LONGEST_VALUE = 120 << 10;

    private static final Set<String> GIVEN = Set.of("AGENT_ID", "AGENT_NAME", "AGENT_TYPE", "AGENT_CONFIG");

    private final String defaultImage;

    ProgramReader(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    Optional<Program> read(Fields fields) {
        Optional<String> image =
                fields.has("image") ? fields.read("image", ProgramReader::image) : Optional.of(defaultImage);
        Program.PullPolicy pull = fields.read("pull_policy", value -> Values.word(value, Program.PullPolicy.class))
                .orElse(Program.PullPolicy.MISSING);
        List<String> command = fields.list("command", MOST_WORDS, Values::text);
        int port = fields.read("port", value -> PortsReader.number(Values.integer(value)))
                .orElse(Program.DEFAULT_PORT);
        Map<String, String> environment =
                fields.texts("env_vars", MOST_VARIABLES, ProgramReader::name, ProgramReader::value);
        Map<String, Secret> secrets = new HashMap<>();
        fields.texts("secrets", MOST_VARIABLES, ProgramReader::name, ProgramReader::secret)
                .forEach((name, value) -> secrets.put(name, new Secret(value)));
        secrets.keySet().stream()
                .filter(environment::containsKey)
                .sorted()
                .forEach(name -> fields.refuse("secrets", name + " is in env_vars too; write it in one of the two."));
        return image.map(name -> new Program(name, pull, command, port, environment, secrets));
    }

    private static String image(JsonNode value) {
        String image = Values.within(Values.text(value), 1, 255);
        if (image.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "must be a reference such as registry/name:tag, without spaces, not " + Values.brief(value));
        }
        return image;
    }

    private static String name(String name) {
        if (name.isEmpty() || name.length() > 256 || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("is no name of an environment variable: 1 to 256 characters without =");
        }
        if (GIVEN.contains(name)) {
            throw new IllegalArgumentException("is set by Berth itself; choose another name");
        }
        return name;
    }

    private static String value(JsonNode value) {
        return Values.within(Values.text(value), 0, LONGEST_VALUE);
    }

    private static String secret(JsonNode value) {
        return Values.within(Values.secret(value), 0, LONGEST_VALUE);
    }
}
