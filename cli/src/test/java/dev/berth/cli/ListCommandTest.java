package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListCommandTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listsAgentsInATable() {
        Answers.listing(server);

        Terminal.Result result = terminal.run("list");

        assertThat(result.out()).isEqualTo("""
                ID             NAME       STATUS            RESTARTS   AGE   IMAGE                ADDRESS
                0123456789ab   hello      running           1          10m   berth/agent:latest   http://127.0.0.1:8081/agent/hello/
                fedcba987654   invoices   failed (exit 3)   1          10m   berth/agent:latest   http://127.0.0.1:8081/agent/invoices/
                """);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(server.seen().getFirst().header("Authorization")).isEqualTo("Bearer t");
    }

    @Test
    void coloursStatusesWhereAPersonSeesThem() {
        Answers.listing(server);

        assertThat(terminal.seenByAPerson().run("ls").out())
                .contains("\u001b[32mrunning\u001b[0m           1")
                .contains("\u001b[31mfailed (exit 3)\u001b[0m   1");
        assertThat(terminal.with("NO_COLOR", "1").run("ls").out()).doesNotContain("\u001b");
    }

    @Test
    void listsNothingAsHeadingsAlone() {
        server.on("GET /api/agents?limit=500", Reply.json(200, Answers.page()));

        assertThat(terminal.run("ps").out()).isEqualTo("ID   NAME   STATUS   RESTARTS   AGE   IMAGE   ADDRESS\n");
    }

    @Test
    void listsNamesIdsOrTheServersJson() {
        Answers.listing(server);

        assertThat(terminal.run("list", "-o", "name").out()).isEqualTo("hello\ninvoices\n");
        assertThat(terminal.run("list", "-q").out())
                .isEqualTo("0123456789abcdef0123456789abcdef\nfedcba9876543210fedcba9876543210\n");
        assertThat(terminal.run("list", "-o", "json").out())
                .isEqualTo(Answers.page(Answers.running("hello"), Answers.failed("invoices")) + "\n");
        assertThat(terminal.run("list", "--no-trunc").out()).contains("0123456789abcdef0123456789abcdef   hello");
    }

    @Test
    void filtersByStatusLabelNameAndKind() {
        server.on(
                "GET /api/agents?status=running&status=failed&kind=service&label=team%3Da&label=b&name=h*&limit=500",
                Reply.json(200, Answers.page(Answers.running("hello"))));

        Terminal.Result result = terminal.run(
                "list",
                "-q",
                "--filter",
                "status=running",
                "--filter=status=failed",
                "--filter",
                "label=team=a",
                "--filter",
                "label=b",
                "--filter",
                "name=h*",
                "--filter",
                "kind=service");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("0123456789abcdef0123456789abcdef\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            colour=red   | A filter is status=..., label=..., name=... or kind=..., and this is: colour=red
            running      | A filter is status=..., label=..., name=... or kind=..., and this is: running
            status=runs  | No agent has the status 'runs'; there are created, failed, hibernated, paused, running, starting, stopped, stopping, unreachable.
            """)
    void refusesAFilterThatItDoesNotKnow(String filter, String message) {
        Terminal.Result result = terminal.run("list", "--filter", filter);

        assertThat(result.err())
                .isEqualTo("berth: " + message + "\n    Run 'berth list --help' to see how it is used.\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }
}
