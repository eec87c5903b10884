package dev.berth.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Debian's chromium without a screen, one page at a time. It finds no host but this machine.
public final class Browser {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path folder;

    /// @param folder for what it keeps
    public Browser(Path folder) {
        this.folder = folder;
    }

    /// A page after its scripts are done.
    ///
    /// @param document as it is then
    /// @param console what the page's scripts and the browser said of the page
    /// @param requests every address that the page asked for
    public record Visit(String document, List<String> console, List<String> requests) {}

    public Visit visit(String url) {
        Path log = folder.resolve("net.json");
        String said = new Program(folder, Map.of("HOME", folder.toString()), LIMIT)
                .must(List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--log-net-log=" + log,
                        "--enable-logging=stderr",
                        "--virtual-time-budget=30000",
                        "--dump-dom",
                        url));
        List<String> console =
                said.lines().filter(line -> line.contains(":CONSOLE")).toList();
        return new Visit(said, console, requests(log, url.replaceFirst("(://[^/]+).*", "$1")));
    }

    /// The browser asks for things of its own accord too; what a page asks for has the page's origin as its initiator.
    private static List<String> requests(Path log, String origin) {
        try {
            JsonNode events = new ObjectMapper().readTree(log.toFile()).path("events");
            return events.valueStream()
                    .map(event -> event.path("params"))
                    .filter(each -> each.path("initiator").asText().equals(origin))
                    .map(each -> each.path("url").asText())
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
