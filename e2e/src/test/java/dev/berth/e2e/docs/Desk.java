package dev.berth.e2e.docs;

import dev.berth.e2e.docs.Page.Section;
import dev.berth.e2e.docs.Page.Step;
import dev.berth.e2e.support.FreePort;
import dev.berth.e2e.support.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a reader of a page sits: a shell in the source folder, with `berth` on its path, a home of its own, and a
/// server's port. The page says 8081, 8082 and `~`; here they are what is free.
final class Desk {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// The machine's.
    static final URI ENGINE = URI.create("unix:///var/run/docker.sock");

    private static final String HOME_ON_PAGE = "~";
    private static final Duration SECTION_LIMIT = Duration.ofMinutes(5);
    private static final String SCRIPT = """
            exec 2>&1
            said() { printf '\\n--- %s\\n' "$1"; }
            """;

    private final Path home;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final String port;

    /// What pages call it, and what it is here.
    private final Map<String, String> places = new LinkedHashMap<>();

    /// @param more places, beside the ports
    Desk(Path folder, String network, Map<String, String> more) {
        this.folder = folder;
        this.home = folder.resolve("home");
        int free = FreePort.row(2);
        this.port = Integer.toString(free);
        places.put("8081", port);
        places.put("8082", Integer.toString(free + 1));
        places.putAll(more);
        Path programs = folder.resolve("bin");
        try {
            Files.createDirectories(home);
            Files.createDirectories(programs);
            for (Path each : List.of(programs, folder)) {
                Path launcher = Files.writeString(
                        each.resolve("berth"),
                        "#!/usr/bin/env bash\nexec '%s' \"$@\"\n".formatted(ROOT.resolve("berth")));
                Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("HOME", home.toString());
        environment.put("PATH", programs + ":" + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("BERTH_HOME", berthHome().toString());
        environment.put("BERTH_PORT", port);
        environment.put("BERTH_NO_INSTALL", "1");
        environment.put("AGENT_NETWORK", network);
        environment.put("NO_COLOR", "1");
        environment.put("COLUMNS", "200");
    }

    Path berthHome() {
        return home.resolve(".berth");
    }

    /// Where the server's engine listens, which the page takes for the machine's.
    Path engineSocket() {
        return folder.resolve("docker.sock");
    }

    String port() {
        return port;
    }

    /// Runs all commands of a section in one shell, one after the other, and returns what each said.
    ///
    /// @param prefix what the shell is started by, such as a program that takes rights from it
    Map<Step, List<String>> run(Section section, List<String> prefix) {
        StringBuilder script = new StringBuilder(SCRIPT);
        for (int i = 0; i < section.steps().size(); i++) {
            script.append(here(section.steps().get(i).command()))
                    .append("\nsaid ")
                    .append(i)
                    .append('\n');
        }
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("bash", "-c", script.toString()));
        String output =
                new Program(folder, environment, SECTION_LIMIT).run(command).output();
        Map<Step, List<String>> said = new HashMap<>();
        int from = 0;
        for (int i = 0; i < section.steps().size(); i++) {
            String end = "\n--- " + i + "\n";
            int to = output.indexOf(end, from);
            if (to < 0) {
                throw new AssertionError("the shell ended early:\n" + output);
            }
            said.put(section.steps().get(i), lines(output.substring(from, to)));
            from = to + end.length();
        }
        return said;
    }

    private List<String> lines(String output) {
        return onPage(output).stripTrailing().lines().toList();
    }

    /// A page's command, as it is here.
    private String here(String command) {
        String text = command;
        for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    /// What was said here, as the page has it. No page shows a token, not even one of a test.
    private String onPage(String output) {
        String text = output.replace(home.toString(), HOME_ON_PAGE)
                .replace(engineSocket().toString(), ENGINE.getPath())
                .replaceAll("berth_[\\w-]{40,}", "berth_…");
        for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getValue(), place.getKey());
        }
        return text;
    }
}
