package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WatchCommandsTest {

    private static final String STATS =
            "{\"stats\":{\"cpu_percent\":1.5,\"memory_bytes\":1048576,\"memory_limit_bytes\":2097152,"
                    + "\"memory_percent\":50.0,\"network_rx_bytes\":null,\"network_tx_bytes\":null,"
                    + "\"disk_read_bytes\":0,\"disk_write_bytes\":0,\"pids\":3}}";

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            logs a                               | lines=100
            logs a -n 5 -t                       | lines=5&timestamps=true
            logs a -n all                        | lines=100000
            logs a --since 10m                   | lines=100000&since=2026-11-21T11%3A50%3A00Z
            logs a --since 2026-11-21T12:00:00+02:00 --until 1m | lines=100000&since=2026-11-21T10%3A00%3A00Z&until=2026-11-21T11%3A59%3A00Z
            logs a -f --tail 0                   | lines=100000&since=2026-11-21T12%3A00%3A00Z&follow=true
            """)
    void asksForThePartOfTheLogThatIsWanted(String line, String query) {
        server.on("GET /api/agents/a/logs?" + query, Reply.of(200, "text/plain", "one\ntwo\n"));

        Terminal.Result result = terminal.run(line.split(" "));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("one\ntwo\n");
    }

    @ParameterizedTest
    @CsvSource({"logs a --since yesterday", "logs a --until 1", "events --since noon", "logs a --tail 0", "logs a -n x"
    })
    void refusesATimeOrANumberThatIsNone(String line) {
        Terminal.Result result = terminal.run(line.split(" "));

        assertThat(result.err()).startsWith("berth: --");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void saysThatALogBrokeOff() {
        server.on("GET /api/agents/a/logs?lines=100&follow=true", Reply.stream(200, "text/plain", out -> {
            out.write("one\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("gone");
        }));

        Terminal.Result result = terminal.run("logs", "-f", "a");

        assertThat(result.out()).isEqualTo("one\n");
        assertThat(result.err()).startsWith("berth: The log broke off");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void measuresOnceWhereNobodyLooks() {
        server.on("GET /api/agents/a/stats", Reply.json(200, STATS));

        assertThat(terminal.run("stats", "a").out()).isEqualTo("""
                NAME   CPU     MEMORY / LIMIT   MEMORY %   NETWORK IN / OUT   DISK READ / WRITE   PIDS
                a      1.50%   1MiB / 2MiB      50.00%     - / -              0B / 0B             3
                """);
        assertThat(terminal.run("stats", "a", "-o", "json").out()).startsWith("{\"agent\":\"a\",\"stats\":{");
    }

    @Test
    void measuresAllThatRunUnlessToldWhich() {
        server.on("GET /api/agents?status=running&limit=500", Reply.json(200, Answers.page()));

        assertThat(terminal.run("stats").out())
                .isEqualTo("NAME   CPU   MEMORY / LIMIT   MEMORY %   NETWORK IN / OUT   DISK READ / WRITE   PIDS\n");
    }

    @Test
    void showsNoTableForAnAgentThatCannotBeMeasured() {
        server.on("GET /api/agents/a/stats", Reply.json(200, STATS));
        server.on("GET /api/agents/b/stats", Reply.problem(409, Answers.problem(409, "not_running", "It is stopped.")));

        Terminal.Result alone = terminal.run("stats", "b");
        Terminal.Result both = terminal.run("stats", "a", "b");

        assertThat(alone.out()).isEmpty();
        assertThat(alone.err()).isEqualTo("berth: It is stopped.\n");
        assertThat(alone.exitCode()).isEqualTo(5);
        assertThat(both.out()).hasLineCount(2);
        assertThat(both.err()).isEqualTo("berth: b: It is stopped.\n");
        assertThat(both.exitCode()).isEqualTo(1);
    }

    private static String health(String slug, String health, String detail, String more) {
        return "{\"id\":\"%s\",\"slug\":\"%s\",\"health\":\"%s\",\"reason\":\"It is so.\",\"failures\":0,\"detail\":%s,\"checked_at\":null%s}"
                .formatted(slug.repeat(32), slug, health, detail, more);
    }

    @Test
    void showsWhetherAllAgentsAreWell() {
        server.on(
                "GET /api/health/agents?limit=500",
                Reply.json(200, Answers.page(health("a", "healthy", "null", ""), health("b", "starting", "null", ""))));

        Terminal.Result result = terminal.run("health");

        assertThat(result.out()).isEqualTo("""
                NAME   HEALTH     FAILURES   CHECKED   FOUND
                a      healthy    0          -         It is so.
                b      starting   0          -         It is so.
                """);
        assertThat(result.exitCode()).isZero();
        assertThat(terminal.run("health", "-o", "name").out()).isEqualTo("a\nb\n");
    }

    @Test
    void listsTheChecksOfOneAgentAndFailsWhenItIsUnhealthy() {
        String results = ",\"results\":[{\"at\":\"2026-11-21T11:59:02.000Z\",\"took\":\"3ms\",\"outcome\":\"failed\","
                + "\"detail\":\"GET / answered 503.\"}]";
        server.on(
                "GET /api/agents/a/health",
                Reply.json(200, health("a", "unhealthy", "\"GET / answered 503.\"", results)));

        Terminal.Result result = terminal.run("health", "a");

        assertThat(result.out()).isEqualTo("""
                NAME   HEALTH      FAILURES   CHECKED   FOUND
                a      unhealthy   0          -         GET / answered 503.

                CHECKED                    TOOK   OUTCOME   FOUND
                2026-11-21T11:59:02.000Z   3ms    failed    GET / answered 503.
                """);
        assertThat(result.err()).isEqualTo("berth: a is unhealthy.\n    GET / answered 503.\n");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(terminal.run("health", "a", "-o", "json").out()).startsWith("{\"id\":\"aaaa");
    }

    @Test
    void tellsEachChangeOfHealthUntilTheServerIsGone() {
        server.on("GET /api/agents/a/health", Reply.json(200, health("a", "healthy", "null", "")));
        server.on("GET /api/agents/b/health", Reply.problem(404, Answers.problem(404, "no_such_agent", "No b.")));

        Terminal.Result result = terminal.run("health", "--watch", "a", "b");

        assertThat(result.out()).isEqualTo("a  healthy  It is so.\n");
        assertThat(result.err()).isEqualTo("berth: b: No b.\n");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void tellsEventsOfSeveralAgentsInTheOrderOfTime() {
        server.on("GET /api/agents/a", Reply.json(200, Answers.agent("a".repeat(32), "a", "running", "null")));
        server.on("GET /api/agents/b", Reply.json(200, Answers.agent("b".repeat(32), "b", "running", "null")));
        server.on("GET /api/agents/" + "a".repeat(32) + "/events?limit=500", events(1, "2026-11-21T11:59:02.000Z"));
        server.on("GET /api/agents/" + "b".repeat(32) + "/events?limit=500", events(2, "2026-11-21T11:00:00.000Z"));

        assertThat(terminal.run("events", "a", "b").out()).isEqualTo("""
                2026-11-21T11:00:00.000Z  b  ready         It answers.
                2026-11-21T11:59:02.000Z  a  ready         It answers.
                """);
        assertThat(terminal.run("events", "a", "b", "--since", "2m").out()).hasLineCount(1);
        assertThat(terminal.run("events", "a", "b", "-n", "1", "-o", "json").out())
                .isEqualTo("{\"sequence\":1,\"at\":\"2026-11-21T11:59:02.000Z\",\"kind\":\"ready\","
                        + "\"reason\":\"It answers.\",\"agent\":\"a\"}\n");
    }

    private static Reply events(int sequence, String at) {
        return Reply.json(
                200,
                Answers.page("{\"sequence\":%d,\"at\":\"%s\",\"kind\":\"ready\",\"reason\":\"It answers.\"}"
                        .formatted(sequence, at)));
    }
}
