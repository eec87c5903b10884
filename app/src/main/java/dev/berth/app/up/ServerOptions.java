package dev.berth.app.up;

import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.kit.InvalidSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that stand for settings, and win over the environment.
final class ServerOptions {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port for API and gateway; 0 takes a free one (default: 8081).")
    private @Nullable String port;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: 127.0.0.1, which only this machine reaches).")
    private @Nullable String listen;

    @Option(
            names = "--also-listen",
            paramLabel = "PORT",
            description = "A second port for callers that expect another one.")
    private @Nullable String alsoListen;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "The address under which callers see this server, when a proxy stands before it.")
    private @Nullable String publicUrl;

    @Option(names = "--log-format", paramLabel = "text|json", description = "Form of log lines (default: text).")
    private @Nullable String logFormat;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Where log lines go (default: standard error). Rotated at 20 MB, five old files are kept.")
    private @Nullable String logFile;

    @Option(names = "--no-install", description = "Never install anything; say what is missing instead.")
    @SuppressWarnings("UnusedVariable") // The launcher acts on it before this process begins.
    private boolean noInstall;

    /// Settings from the environment, with these options on top.
    ///
    /// @param home the installation's folder, from the command line or the environment
    BerthSettings settings(Map<String, String> environment, Path home) {
        Map<String, String> merged = new TreeMap<>(environment);
        merged.put("BERTH_HOME", home.toString());
        given().forEach(each -> merged.put(each.setting(), each.value()));
        List<String> problems = new ArrayList<>();
        Optional<BerthSettings> read = read(merged, problems);
        if (read.isPresent()) {
            return read.get();
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "These settings cannot be used:",
                problems.stream().map(this::byOption).toList());
    }

    /// Which options are given, by name.
    List<String> names() {
        return given().stream().map(Given::option).toList();
    }

    /// A problem by the option that made it, and not by the setting that it stands for.
    private String byOption(String problem) {
        return given().stream()
                .filter(each -> problem.startsWith(each.setting() + " "))
                .findFirst()
                .map(each -> each.option() + problem.substring(each.setting().length()))
                .orElse(problem);
    }

    /// An option that is given, and the setting that it stands for.
    private record Given(String option, String setting, String value) {}

    private List<Given> given() {
        List<Given> given = new ArrayList<>();
        add(given, "--port", "BERTH_PORT", port);
        add(given, "--listen", "BERTH_LISTEN", listen);
        add(given, "--also-listen", "BERTH_ALSO_LISTEN", alsoListen);
        add(given, "--public-url", "BERTH_PUBLIC_URL", publicUrl);
        add(given, "--log-format", "BERTH_LOG_FORMAT", logFormat);
        add(given, "--log-file", "BERTH_LOG_FILE", logFile);
        return given;
    }

    private static void add(List<Given> given, String option, String setting, @Nullable String value) {
        if (value != null) {
            given.add(new Given(option, setting, value));
        }
    }

    /// Notes every problem: one with the engine's own variables hides no other.
    private static Optional<BerthSettings> read(Map<String, String> environment, List<String> problems) {
        try {
            return Optional.of(BerthSettings.from(environment));
        } catch (InvalidSettings e) {
            String.valueOf(e.getMessage()).lines().forEach(problems::add);
        } catch (IllegalArgumentException e) {
            problems.add("DOCKER_HOST: " + e.getMessage());
            Map<String, String> rest = new TreeMap<>(environment);
            if (rest.keySet().removeIf(name -> name.startsWith("DOCKER_"))) {
                read(rest, problems);
            }
        }
        return Optional.empty();
    }
}
