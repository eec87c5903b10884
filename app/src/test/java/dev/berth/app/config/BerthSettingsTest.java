package dev.berth.app.config;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.edge.http.HeadLimits;
import dev.berth.gateway.callback.AllowedDestinations;
import dev.berth.kit.InvalidSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operator sets is what counts, and the document tells of it.
final class BerthSettingsTest {

    private static final Path DOCUMENT = Path.of("../docs/settings.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/berth/app/config");

    /// Of the command line and its launcher: they stand in other documents.
    private static final Set<String> NOT_OF_SERVERS =
            Set.of("BERTH_URL", "BERTH_TOKEN", "BERTH_NO_INSTALL", "BERTH_SOURCE");

    private static final Pattern VARIABLE = Pattern.compile("\"((?:BERTH|AGENT)_[A-Z_]+[A-Z]|LOG_LEVEL)\"");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @Test
    void takesEveryLimitFromTheEnvironment() {
        BerthSettings settings = BerthSettings.from(Map.ofEntries(
                Map.entry("BERTH_MAX_CONNECTIONS", "7"),
                Map.entry("BERTH_MAX_HEADER_SIZE", "8Ki"),
                Map.entry("BERTH_MAX_HEADERS", "20"),
                Map.entry("BERTH_MAX_BODY_SIZE", "2m"),
                Map.entry("BERTH_CALLS_PER_AGENT", "3"),
                Map.entry("BERTH_HOLD", "4s"),
                Map.entry("BERTH_TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16"),
                Map.entry("BERTH_IDLE_TIMEOUT", "11s"),
                Map.entry("BERTH_HEADER_TIMEOUT", "12s"),
                Map.entry("BERTH_BODY_TIMEOUT", "13s"),
                Map.entry("BERTH_MIN_BODY_RATE", "14"),
                Map.entry("BERTH_SEND_TIMEOUT", "15s"),
                Map.entry("BERTH_CONNECT_TIMEOUT", "16s"),
                Map.entry("BERTH_ANSWER_TIMEOUT", "17s"),
                Map.entry("BERTH_SILENCE_TIMEOUT", "18s")));

        assertThat(settings.edge().connections()).isEqualTo(7);
        assertThat(settings.edge().requestHead()).isEqualTo(new HeadLimits(8192, 4096, 20));
        assertThat(settings.edge().flow().body()).isEqualTo(2 << 20);
        assertThat(settings.gateway().callsPerAgent()).isEqualTo(3);
        assertThat(settings.gateway().hold()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.gateway().trusted())
                .isNotEqualTo(BerthSettings.from(Map.of()).gateway().trusted());
        assertThat(Stream.of(
                                settings.edge().times().idle(),
                                settings.edge().times().head(),
                                settings.edge().times().body(),
                                Duration.ofSeconds(settings.edge().times().bodyRate()),
                                settings.edge().times().stalled(),
                                settings.edge().upstreams().connect(),
                                settings.edge().upstreams().answer(),
                                settings.edge().upstreams().silence())
                        .map(Duration::toSeconds))
                .containsExactly(11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L);
    }

    @Test
    void takesWhereCallbacksMayGoFromTheEnvironment() {
        BerthSettings settings = BerthSettings.from(Map.of("BERTH_CALLBACK_ALLOW", "public, 10.0.0.0/8"));

        assertThat(settings.callbacks().allowed()).isNotEqualTo(AllowedDestinations.PUBLIC);
        assertThat(BerthSettings.from(Map.of()).callbacks().allowed()).isEqualTo(AllowedDestinations.PUBLIC);
    }

    @ParameterizedTest
    @CsvSource({
        "BERTH_CALLBACK_ALLOW, 10.0.0.0/99",
        "BERTH_CALLBACK_ALLOW, https://example.org",
        "BERTH_CALLBACK_CA, /nowhere/ca.pem",
        "BERTH_MAX_HEADER_SIZE, 100",
        "BERTH_MAX_HEADER_SIZE, 2m",
        "BERTH_MAX_BODY_SIZE, large",
        "BERTH_CALLS_PER_AGENT, 0",
        "BERTH_HEADER_TIMEOUT, 0",
        "BERTH_MIN_BODY_RATE, -1",
        "BERTH_TRUSTED_PROXIES, proxy.example",
    })
    void saysWhichLimitCannotBeUsed(String name, String value) {
        assertThatThrownBy(() -> BerthSettings.from(Map.of(name, value)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }

    @Test
    void documentsEveryVariable() throws IOException {
        assertThat(rows().stream()
                        .flatMap(row -> quoted(row.get(0)).stream())
                        .filter(name -> !name.startsWith("DOCKER")))
                .containsExactlyInAnyOrderElementsOf(read());
    }

    /// A documented default can be set: it changes nothing.
    @Test
    void documentsTheDefaults() throws IOException {
        Map<String, String> documented = rows().stream()
                .filter(row -> quoted(row.get(0)).size() == quoted(row.get(2)).size())
                .filter(row -> !row.get(2).contains("BERTH_HOME") && !row.get(2).contains("~"))
                .filter(row -> !row.get(0).contains("DOCKER"))
                .flatMap(row -> Stream.iterate(0, i -> i < quoted(row.get(0)).size(), i -> i + 1)
                        .map(i -> Map.entry(
                                quoted(row.get(0)).get(i), quoted(row.get(2)).get(i))))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));

        assertThat(documented).hasSizeGreaterThan(20);
        assertThat(BerthSettings.from(documented)).isEqualTo(BerthSettings.from(Map.of()));
    }

    private static Set<String> read() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.flatMap(file -> VARIABLE.matcher(text(file)).results())
                    .map(found -> found.group(1))
                    .filter(name -> !NOT_OF_SERVERS.contains(name))
                    .collect(toSet());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Variable, option, default and meaning of each.
    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
