package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentCommandsTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"start", "stop", "restart", "pause", "resume"})
    void directsSeveralAgents(String action) {
        server.on("POST /api/agents/a/" + action, Reply.json(200, "{\"message\":\"m\"}"));
        server.on("POST /api/agents/b/" + action, Reply.json(200, "{\"message\":\"m\"}"));

        Terminal.Result result = terminal.run(action, "a", "b", "--wait", "2m");

        assertThat(result.out()).isEqualTo("a\nb\n");
        assertThat(result.exitCode()).isZero();
        assertThat(server.seen()).allMatch(each -> each.header("Prefer").equals("wait=120"));
    }

    @Test
    void triesAllAgentsAndTellsWhichFailed() {
        server.on("POST /api/agents/a/stop", Reply.json(200, "{\"message\":\"m\"}"));
        server.on("POST /api/agents/b/stop", Reply.problem(404, Answers.problem(404, "agent_unknown", "No agent b.")));
        server.on("POST /api/agents/c/stop", Reply.json(200, "{\"message\":\"m\"}"));

        Terminal.Result result = terminal.run("stop", "a", "b", "c");

        assertThat(result.out()).isEqualTo("a\nc\n");
        assertThat(result.err()).isEqualTo("berth: b: No agent b.\n");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void endsWithTheCodeOfTheOneAgentThatWasNamed() {
        server.on("POST /api/agents/b/stop", Reply.problem(404, Answers.problem(404, "agent_unknown", "No agent b.")));

        Terminal.Result result = terminal.run("stop", "b");

        assertThat(result.err()).isEqualTo("berth: No agent b.\n");
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void showsTheLastWordsOfAnAgentThatDidNotStart() {
        server.on("POST /api/agents/b/start", Reply.problem(409, """
                {"type":"urn:berth:problem:agent_failed","status":409,"code":"agent_failed",
                 "detail":"It ended by itself with exit code 3.","last_log_lines":["no model","\\u001b[2Jgiving up"]}"""));

        Terminal.Result result = terminal.run("start", "b");

        assertThat(result.err()).isEqualTo("""
                berth: It ended by itself with exit code 3.
                    Its last words:
                      no model
                      \uFFFD[2Jgiving up
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void tellsThatTheWaitWasTooShort() {
        server.on(
                "POST /api/agents/b/start",
                Reply.json(202, "{\"message\":\"m\",\"status\":\"starting\",\"status_reason\":\"It is pulled.\"}"));

        Terminal.Result waiting = terminal.run("start", "b", "--wait", "5s");
        Terminal.Result detached = terminal.run("start", "b", "-d");

        assertThat(waiting.err()).isEqualTo("""
                berth: It is still starting after 5s: It is pulled.
                    The server goes on. See how:    berth events -f b
                """);
        assertThat(waiting.exitCode()).isEqualTo(1);
        assertThat(detached.out()).isEqualTo("b\n");
        assertThat(detached.exitCode()).isZero();
        assertThat(server.seen().getLast().header("Prefer")).isEqualTo("wait=0");
    }

    @Test
    void takesTheBeginningOfAnId() {
        Answers.listing(server);
        server.on("POST /api/agents/0123456789abcdef0123456789abcdef/stop", Reply.json(200, "{\"message\":\"m\"}"));

        Terminal.Result result = terminal.run("stop", "012345");

        assertThat(result.out()).isEqualTo("012345\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void namesTheCandidatesOfAnAmbiguousBeginning() {
        server.on(
                "GET /api/agents?limit=500",
                Reply.json(
                        200,
                        Answers.page(
                                Answers.agent("aaaaaa11111111111111111111111111", "one", "running", "null"),
                                Answers.agent("aaaaaa22222222222222222222222222", "two", "running", "null"))));

        Terminal.Result result = terminal.run("stop", "aaaaaa");

        assertThat(result.err()).isEqualTo("""
                berth: The ids of 2 agents begin with aaaaaa; give more of it.
                    aaaaaa11111111111111111111111111  one
                    aaaaaa22222222222222222222222222  two
                """);
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void doesNotGuessFromABeginningThatIsTooShort() {
        terminal.run("stop", "01234");

        assertThat(server.lines()).containsExactly("POST /api/agents/01234/stop");
    }

    @Test
    void meansByAllThoseForWhichItMakesSense() {
        Answers.listing(server);
        server.on("POST /api/agents/hello/stop", Reply.json(200, "{\"message\":\"m\"}"));
        server.on("POST /api/agents/invoices/start", Reply.json(200, "{\"message\":\"m\"}"));

        assertThat(terminal.run("stop", "--all").out()).isEqualTo("hello\n");
        assertThat(terminal.run("start", "--all").out()).isEqualTo("invoices\n");
        assertThat(terminal.run("resume", "--all").out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            stop             | Which agent?
            stop --all a     | Name agents or say --all, not both.
            remove --all     | This removes every agent; say --yes too if that is meant.
            stop a --wait 5x | Invalid value for option '--wait': not a duration (such as 30s, 5m, 1h30m or PT30S): 5x
            inspect          | Missing required parameter: 'AGENT'
            """)
    void refusesWhatItDoesNotUnderstand(String line, String message) {
        Terminal.Result result = terminal.run(line.split(" "));

        assertThat(result.err()).startsWith("berth: " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void removesAgents() {
        server.on("DELETE /api/agents/a", Reply.empty(204));
        server.on("DELETE /api/agents/b?volumes=true&force=true", Reply.empty(204));

        assertThat(terminal.run("remove", "a").out()).isEqualTo("a\n");
        assertThat(terminal.run("rm", "-f", "--volumes", "b").out()).isEqualTo("b\n");
    }

    @Test
    void saysHowManyCallsGoWithAnAgent() {
        server.on("DELETE /api/agents/a", Reply.empty(204));
        server.on("GET /api/agents/a/requests?status=accepted&limit=500", Reply.json(200, Answers.page("{}", "{}")));

        Terminal.Result result = terminal.run("rm", "a");

        assertThat(result.err()).isEqualTo("a: 2 waiting calls are given up.\n");
        assertThat(result.out()).isEqualTo("a\n");
    }

    @Test
    void removesAllAgentsWhenThatIsMeant() {
        Answers.listing(server);
        server.on("DELETE /api/agents/hello", Reply.empty(204));
        server.on("DELETE /api/agents/invoices", Reply.empty(204));

        assertThat(terminal.run("rm", "--all", "--yes").out()).isEqualTo("hello\ninvoices\n");
    }

    @Test
    void showsAllThatIsKnownOfAnAgent() {
        server.on("GET /api/agents/hello", Reply.json(200, Answers.running("hello")));

        assertThat(terminal.run("inspect", "hello").out()).isEqualTo("""
                hello
                  status        running: It was told so.
                  revision      1; 2 waits for the next start
                  instance      3, restarted once
                  started       2026-11-21T11:55:00.000Z
                  address       http://127.0.0.1:8081/agent/hello/
                  reached at    172.18.0.3:8000
                  host          local
                  container     berth-hello-0123456789abcdef0123456789abcdef
                  container id  c0ffee
                  host port     127.0.0.1:9000 -> 8000
                  image         berth/agent:latest (pull missing)
                  command       serve --quiet
                  port          8000
                  limits        memory 512MiB, cpu 0.50, pids 512
                  network       isolated
                  profile       standard
                  variable      A=1
                  secrets       KEY
                  volume        data -> /data (read only)
                  health check  /health every 30s, within 5s, unhealthy after 3
                  restart       on-failure, at most 3 times
                  stops within  30s for open calls to end, then 10s for its processes
                  starts        on_deploy
                  calls kept    unsafe_methods; callers are held 30s, calls are tried for 1d and at most 5 times, kept 1d after their end
                  kept at most  bodies of 16Mi (larger: pass), answers of 1Mi, 10000 open calls of 1Gi
                  never kept    /stream/*, /duplex
                  delivery      at_least_once, as they arrived, 8 queued ones at a time, again after 502, 503
                  when stopped  queue
                  sleep         frozen after 5m, stopped after 1h without work (more than 0.05 cores is work)
                  name          hello
                  type          chat
                  kind          service
                  owner         admin
                  label         team=a
                  config        {"model":"m"}
                  id            0123456789abcdef0123456789abcdef
                  created       2026-11-21T11:50:00.000Z
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "always"})
    void countsNoRetriesWhereNoneAreCounted(String mode) {
        server.on(
                "GET /api/agents/a",
                Reply.json(200, Answers.running("a").replace("\"mode\":\"on-failure\"", "\"mode\":\"" + mode + "\"")));

        assertThat(terminal.run("inspect", "a").out()).contains("  restart       " + mode + "\n");
    }

    @Test
    void saysHowMuchOfAnIdIsNeeded() {
        server.on("GET /api/agents/2be", Reply.problem(404, Answers.problem(404, "agent_unknown", "No such agent.")));

        assertThat(terminal.run("inspect", "2be").err()).isEqualTo("""
                berth: No such agent.
                    If it is the beginning of an id, give 6 characters at least.
                """);
    }

    @Test
    void showsSeveralAgentsAndWhyOneFailed() {
        server.on("GET /api/agents/a", Reply.json(200, Answers.running("a")));
        server.on("GET /api/agents/b", Reply.json(200, Answers.failed("b")));

        assertThat(terminal.run("inspect", "a", "b").out()).contains("""

                b
                  status        failed: It was told so.
                  failure       It ended by itself with exit code 3.
                  exit code     3
                  last words    no model
                  last words    giving up
                """);
    }

    @Test
    void printsTheServersJsonUnchanged() {
        server.on("GET /api/agents/a", Reply.json(200, Answers.running("a")));

        assertThat(terminal.run("inspect", "a", "-o", "json").out()).isEqualTo(Answers.running("a") + "\n");
        assertThat(terminal.seenByAPerson().run("inspect", "a", "-o", "json").out())
                .startsWith("{\n  \"id\": \"0123456789abcdef0123456789abcdef\",\n  \"slug\": \"a\",\n")
                .contains("\n    \"command\": [\n      \"serve\",\n      \"--quiet\"\n    ],\n");
    }

    @Test
    void asksForATokenWhenItIsNotLetIn() {
        server.on("GET /api/agents/a", Reply.problem(401, Answers.problem(401, "unauthorized", "No token.")));

        Terminal.Result result = terminal.run("inspect", "a");

        assertThat(result.err()).isEqualTo("""
                berth: No token.
                    Set BERTH_TOKEN to a token of this server; 'berth token create' makes one for you or others.
                """);
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void takesAnEmptyTokenForAMistakeAndNotForNone() {
        Terminal.Result result = terminal.with("BERTH_TOKEN", " ").run("inspect", "a");

        assertThat(result.err()).isEqualTo("""
                berth: BERTH_TOKEN is set, and empty.
                    Set it to a token; 'berth token create' makes one.
                    Or leave the choice to Berth:    unset BERTH_TOKEN
                """);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void namesTheRequestThatTheServerCouldNotDo() {
        server.on(
                "GET /api/agents/a",
                Reply.problem(503, Answers.problem(503, "store_down", "The database does not answer."))
                        .with("X-Berth-Request-Id", "r-7"));

        Terminal.Result result = terminal.run("inspect", "a");

        assertThat(result.err()).isEqualTo("""
                berth: The database does not answer.
                    The server's log tells more about request r-7.
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void saysWhatToDoWhenNoServerAnswers() {
        server.close();

        Terminal.Result result = terminal.run("list");

        assertThat(result.err())
                .startsWith("berth: No Berth answers at " + server.url())
                .endsWith("    Is the server running? Start it with 'berth up', or set BERTH_URL to where it is.\n");
        assertThat(result.exitCode()).isEqualTo(4);
    }
}
