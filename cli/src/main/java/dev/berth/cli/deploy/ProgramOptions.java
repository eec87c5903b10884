package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.shell.Shell;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What runs.
final class ProgramOptions {

    @Option(
            names = {"-i", "--image"},
            paramLabel = "IMAGE",
            order = 1,
            description = "The container image (default: the server's AGENT_IMAGE, which is the sample agent).")
    private @Nullable String image;

    @Option(
            names = "--pull",
            paramLabel = "WHEN",
            order = 2,
            description = "When the image is fetched: missing (the default), always or never.")
    private @Nullable String pull;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            order = 3,
            description = "A variable of its environment; NAME alone hands on the one of yours, NAME- takes it away.")
    private @Nullable List<String> variables;

    @Option(names = "--env-file", paramLabel = "FILE", order = 4, description = "Variables, NAME=VALUE on each line.")
    private @Nullable List<Path> files;

    @Option(
            names = "--secret",
            paramLabel = "NAME[=VALUE|=@FILE]",
            order = 5,
            description = {
                "A variable that is kept encrypted and never shown again.",
                "NAME alone takes it from your environment, so that it stands on no command line."
            })
    private @Nullable List<String> secrets;

    @Option(names = "--port", paramLabel = "PORT", order = 6, description = "Where it listens (default: 8000).")
    private @Nullable Integer port;

    void addTo(ObjectNode container, List<String> command, Shell shell, Readings readings) {
        put(container, "image", image);
        put(container, "pull_policy", pull);
        for (Path file : files == null ? List.<Path>of() : files) {
            readings.read("--env-file", file, each -> Variables.file(each, shell))
                    .forEach((name, value) ->
                            container.withObjectProperty("env_vars").put(name, value));
        }
        readings.putAll(container, "env_vars", "--env", orNone(variables), each -> Variables.environment(each, shell));
        readings.putAll(container, "secrets", "--secret", orNone(secrets), each -> Variables.secrets(each, shell));
        if (port != null) {
            container.put("port", port);
        }
        if (!command.isEmpty()) {
            ArrayNode words = container.putArray("command");
            command.forEach(words::add);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
