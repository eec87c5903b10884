package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeployAndTokenCommandsTest {

    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String FAILED_ID = "fedcba9876543210fedcba9876543210";
    private static final String EVENTS = Answers.page(
            "{\"sequence\":1,\"at\":\"2026-11-21T11:59:02.000Z\",\"kind\":\"created\",\"reason\":\"So.\"}");

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsProgressAsideAndTheResultOnStandardOutput() {
        server.on("POST /api/agents", Reply.json(201, Answers.running("hello")));
        server.on("GET /api/agents/" + ID, Reply.json(200, Answers.running("hello")));
        server.on("GET /api/agents/" + ID + "/events?limit=500", Reply.json(200, EVENTS));

        Terminal.Result result = terminal.run("deploy", "--name", "hello");

        assertThat(result.err()).isEqualTo("  created       So.\n");
        assertThat(result.out()).isEqualTo("""
                id        0123456789abcdef0123456789abcdef
                address   http://127.0.0.1:8081/agent/hello/
                call it   curl -H "X-Berth-Token: $BERTH_TOKEN" http://127.0.0.1:8081/agent/hello/
                """);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void sendsEveryOptionAsTheApiTakesIt() {
        server.on("POST /api/agents", Reply.json(201, Answers.running("hello")));

        Terminal.Result result = terminal.with("FROM_HERE", "mine")
                .with("KEY", "k")
                .run(
                        ("deploy -q -d --name hello --slug h --label a=b --public -i img:1 --pull never -e A=1 -e FROM_HERE"
                                        + " --secret KEY --port 80 -m 1G -c 500m --pids 9 -v data:/data:ro -p 8080:80"
                                        + " --network none --profile locked --health-endpoint /h --health-interval 5s"
                                        + " -r on-failure:2 --stop-grace 3s --drain 1s -- serve --quiet")
                                .split(" "));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(ID + "\n");
        assertThat(server.seen().getFirst().body())
                .contains("\"slug\":\"h\"", "\"labels\":{\"a\":\"b\"}", "\"public\":true")
                .contains("\"env_vars\":{\"A\":\"1\",\"FROM_HERE\":\"mine\"}", "\"secrets\":{\"KEY\":\"k\"}")
                .contains("\"image\":\"img:1\"", "\"pull_policy\":\"never\"", "\"command\":[\"serve\",\"--quiet\"]")
                .contains(
                        "\"memory_limit\":\"1G\"", "\"pids_limit\":9", "\"network\":\"none\"", "\"profile\":\"locked\"")
                .contains("{\"source\":\"data\",\"target\":\"/data\",\"read_only\":true}")
                .contains("{\"container\":80,\"host\":8080}")
                .contains("\"health_check\":{\"endpoint\":\"/h\",\"interval\":\"5s\"}")
                .contains("\"restart\":{\"mode\":\"on-failure\",\"max_retries\":2}")
                .contains("\"stop_grace\":\"3s\"", "\"drain\":\"1s\"");
    }

    @Test
    void endsWithTheReasonAndTheLastWordsOfAnAgentThatFailed() {
        server.on("POST /api/agents", Reply.json(201, Answers.failed("bad")));
        server.on("GET /api/agents/" + FAILED_ID, Reply.json(200, Answers.failed("bad")));
        server.on("GET /api/agents/" + FAILED_ID + "/events?limit=500", Reply.json(200, EVENTS));

        Terminal.Result result = terminal.run("deploy", "--name", "bad");

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("""
                  created       So.
                berth: bad failed. It was told so.
                    Its last words:
                      no model
                      giving up
                    Try again:    berth start bad
                    Remove it:    berth remove bad
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deploy                               | --name is missing; give one such as --name my-agent.
            deploy --name x -m lots              | --memory: a size is written 512m, 1G, 1.5Gi or as a number of bytes, not lots.
            deploy --name x -v here              | --volume: write it as SOURCE:TARGET or SOURCE:TARGET:ro, not here.
            deploy --name x -p 99999             | --publish: a port lies between 1 and 65535, and this does not: 99999.
            deploy --name x --health-retries 2   | Options of the health check need one of --health-endpoint, --health-tcp and --health-command.
            update x                             | What shall change? Name it, such as --image hello:2.
            token create x -s all                | No scope is called 'all'; there are invoke, read, operate, admin.
            start x --wait 11m                   | --wait is at most 10m, and not 11m.
            list --filter kind=robot             | No agent is of the kind 'robot'; there are service, sandbox, session, stack.
            """)
    void findsOutByItselfWhatCannotBe(String line, String message) {
        Terminal.Result result = terminal.run(line.split(" "));

        assertThat(result.err()).startsWith("berth: " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void tellsARefusalByTheOptionThatCausedIt() {
        server.on("POST /api/agents", Reply.problem(422, """
                {"type":"urn:berth:problem:invalid","status":422,"code":"invalid","detail":"The body is not valid.",
                 "errors":[{"pointer":"/container_config/network","detail":"must be one of isolated, host, none."}]}"""));

        Terminal.Result result = terminal.run("deploy", "--name", "x", "--network", "foo");

        assertThat(result.err()).contains("--network: must be one of isolated, host, none.");
        assertThat(result.exitCode()).isEqualTo(5);
    }

    private static String rolling(String phase, String outcome) {
        return Answers.running("hello").replace("\"generation\":3", """
                "generation":3,"rollout":{"revision":2,"from":1,"phase":"%s","outcome":"%s"}""".formatted(phase, outcome));
    }

    private Terminal.Result update(String outcome, String phase) {
        server.on("GET /api/agents/hello", Reply.json(200, Answers.running("hello")));
        server.on("GET /api/agents/" + ID, Reply.json(200, rolling(phase, outcome)));
        server.on("GET /api/agents/" + ID + "/events?limit=500", Reply.json(200, Answers.page()));
        server.on(
                "PATCH /api/agents/" + ID + "?rollout=true&ready_within=30s",
                Reply.json(200, rolling("under_way", "")));
        return terminal.run("update", "hello", "-i", "hello:2", "-e", "A=2", "--ready-within", "30s", "--", "serve");
    }

    @Test
    void updatesWithWhatIsNamedAloneAndWaitsUntilItIsInForce() {
        Terminal.Result result = update("Revision 2 takes calls.", "done");

        assertThat(result.out()).isEqualTo("hello\n");
        assertThat(result.exitCode()).isZero();
        assertThat(server.seen().stream()
                        .filter(each -> each.body().contains("hello:2"))
                        .map(each -> each.body()))
                .containsExactly(
                        "{\"container_config\":{\"image\":\"hello:2\",\"env_vars\":{\"A\":\"2\"},\"command\":[\"serve\"]}}");
    }

    @Test
    void failsWhenAnUpdateWentBack() {
        Terminal.Result result = update("Revision 2 did not get ready.", "went_back");

        assertThat(result.err()).endsWith("""
                berth: Revision 2 did not get ready.
                    See how it went:     berth events hello
                """);
        assertThat(result.exitCode()).isEqualTo(1);
    }

    /// It never gets anywhere else from here.
    private Terminal.Result updateOfOneThatStarts(String agent) {
        String starting = agent.replace("\"status\":\"running\"", "\"status\":\"starting\"");
        server.on("GET /api/agents/hello", Reply.json(200, Answers.running("hello")));
        server.on("GET /api/agents/" + ID, Reply.json(200, starting));
        server.on("GET /api/agents/" + ID + "/events?limit=500", Reply.json(200, Answers.page()));
        server.on("PATCH /api/agents/" + ID + "?rollout=true&ready_within=1s", Reply.json(200, starting));
        return terminal.run("update", "hello", "-i", "hello:2", "--ready-within", "1s");
    }

    @Test
    @Timeout(60)
    void endsWithAnUpdateThatIsDoneAlthoughTheAgentIsUnwellSince() {
        Terminal.Result result = updateOfOneThatStarts(rolling("done", "Revision 2 takes calls."));

        assertThat(result.out()).isEqualTo("hello\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    @Timeout(60)
    void doesNotWaitForeverForWhatAnUpdateWentBackTo() {
        Terminal.Result result = updateOfOneThatStarts(rolling("went_back", "Revision 2 did not get ready."));

        assertThat(result.err())
                .contains("berth: Revision 2 did not get ready.", "It is starting now:  It was told so.");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void doesNotWaitForeverForAnAgentThatIsUpdatedWithoutAWayBack() {
        Terminal.Result result = updateOfOneThatStarts(Answers.running("hello"));

        assertThat(result.err()).contains("berth: hello is still starting after 1s. It was told so.");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void offersMoreTimeWhenThatIsWhatLacked() {
        Terminal.Result result = update("It was not ready within 30 s.", "went_back");

        assertThat(result.err()).endsWith("    Give it more time:   --ready-within, now 30s\n");
    }

    @Test
    void takesBackWhatWasSaidBefore() {
        server.on("GET /api/agents/hello", Reply.json(200, Answers.running("hello")));
        server.on(
                "PATCH /api/agents/" + ID + "?rollout=true&ready_within=5m", Reply.json(200, Answers.running("hello")));
        server.on("GET /api/agents/" + ID + "/events?limit=500", Reply.json(200, Answers.page()));

        assertThat(patched("-e A- -e B=1 -l team- --secret K- --no-health --freeze-after never"))
                .isEqualTo("{\"labels\":{\"team\":null},\"health_check\":null,\"idle\":{\"freeze_after\":null},"
                        + "\"container_config\":{\"env_vars\":{\"B\":\"1\",\"A\":null},\"secrets\":{\"K\":null}}}");
        assertThat(patched("--health-interval 5s")).isEqualTo("{\"health_check\":{\"interval\":\"5s\"}}");
        assertThat(patched("--health-tcp"))
                .isEqualTo("{\"health_check\":{\"type\":\"tcp\",\"endpoint\":null,\"command\":null}}");
    }

    private String patched(String options) {
        terminal.run(("update hello -d " + options).split(" "));
        return server.seen().stream()
                .filter(each -> each.line().startsWith("PATCH"))
                .reduce((_, last) -> last)
                .orElseThrow()
                .body();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -e A-                                 | --env: a new agent has nothing to take away; A- is for 'berth update'.
            --no-health --health-tcp              | Give --no-health or other options of the health check, not both.
            --health-tcp --health-endpoint /h     | Give only one of --health-endpoint, --health-tcp and --health-command.
            --env-file /tmp                       | --env-file: /tmp is a folder.
            --env-file /no/such                   | --env-file: there is no file /no/such.
            --port abc                            | Invalid value for option '--port': it is a whole number, not abc
            --freeze-after soon                   | --freeze-after: not a duration (such as 30s, 5m, 1h30m or PT30S): soon.
            """)
    void saysWhichOptionIsWrong(String options, String message) {
        Terminal.Result result = terminal.run(("deploy --name x " + options).split(" +"));

        assertThat(result.err()).startsWith("berth: " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void namesTheShellsThatItCompletes() {
        assertThat(terminal.run("completion", "fish").err())
                .startsWith(
                        "berth: Invalid value for positional parameter at index 0 (SHELL): it is one of bash, zsh, not fish\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /container_config/memory_limit | memory_limit must be at least 6m: 1. | --memory: must be at least 6m: 1.
            /idle | idle.stop_after must be longer than idle.freeze_after: 5m, 10m. | --stop-after: must be longer than --freeze-after: 5m, 10m.
            /journal/mode | must be one of always, unsafe_methods, off, not sometimes. | --journal: must be one of always, unsafe-methods, off, not sometimes.
            """)
    void speaksOfOptionsAndNotOfFields(String pointer, String detail, String told) {
        server.on("POST /api/agents", Reply.problem(422, """
                {"type":"t","title":"Invalid","status":422,"code":"invalid","request_id":"r",
                 "detail":"%s: %s","errors":[{"pointer":"%s","detail":"%s"}]}""".formatted(pointer, detail, pointer, detail)));

        assertThat(terminal.run("deploy", "--name", "x").err()).isEqualTo("berth: " + told + "\n");
    }

    @Test
    void tellsEachOfSeveralFaultsOnce() {
        server.on("POST /api/agents", Reply.problem(422, """
                {"type":"t","title":"Invalid","status":422,"code":"invalid","request_id":"r",
                 "detail":"/container_config/port: no. /container_config/pids_limit: no.",
                 "errors":[{"pointer":"/container_config/port","detail":"no."},
                           {"pointer":"/container_config/pids_limit","detail":"no."}]}"""));

        assertThat(terminal.run("deploy", "--name", "x").err()).isEqualTo("""
                berth: Several values cannot be used:
                    --port: no.
                    --pids: no.
                """);
    }

    /// What an edit says that begins no rollout.
    private Terminal.Result edit(String found, String now) {
        server.on("GET /api/agents/hello", Reply.json(200, found));
        server.on("GET /api/agents/" + ID, Reply.json(200, now));
        server.on("GET /api/agents/" + ID + "/events?limit=500", Reply.json(200, Answers.page()));
        server.on("PATCH /api/agents/" + ID + "?rollout=true&ready_within=5m", Reply.json(200, now));
        return terminal.run("update", "hello", "--description", "foo");
    }

    @Test
    void doesNotTakeAFormerRolloutForItsOwn() {
        String back = rolling("went_back", "Revision 2 did not get ready.");

        Terminal.Result result = edit(back, back);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("hello\n");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hibernated | 2 | hello sleeps; the change is in force from its next start on.
            stopped    | 2 | hello is stopped; the change is in force from its next start on.
            stopped    | 1 | ''
            """)
    void saysWhatWaitsForTheNextStart(String status, int latest, String told) {
        String found = Answers.agent(ID, "hello", status, "null")
                .replace(
                        "\"latest_revision\":2,\"restart_required\":true",
                        "\"latest_revision\":1,\"restart_required\":false");
        String now = found.replace(
                "\"latest_revision\":1,\"restart_required\":false",
                "\"latest_revision\":%d,\"restart_required\":%s".formatted(latest, latest == 2));

        assertThat(edit(found, now).err().strip()).isEqualTo(told);
    }

    @Test
    void makesATokenAndShowsItsValueAlone() {
        server.on("POST /api/tokens", Reply.json(201, "{\"id\":\"1\",\"name\":\"ci\",\"token\":\"berth_x\"}"));

        Terminal.Result result = terminal.run("token", "create", "ci", "-s", "read,invoke", "--expires", "90d");

        assertThat(result.out()).isEqualTo("berth_x\n");
        assertThat(result.err()).isEmpty();
        assertThat(server.seen().getFirst().body())
                .isEqualTo("{\"name\":\"ci\",\"scopes\":[\"read\",\"invoke\"],\"expires_in\":\"90d\"}");
        assertThat(terminal.seenByAPerson().run("token", "create", "ci").err()).contains("This is shown once.");
    }

    @Test
    void listsAndRevokesTokens() {
        server.on("GET /api/tokens?limit=500", Reply.json(200, Answers.page("""
                {"id":"1","name":"ci","scopes":["invoke"],"agent":null,"created_at":"2026-11-21T11:50:00.000Z",\
                "expires_at":"2026-11-21T11:51:00.000Z"}""")));
        server.on("DELETE /api/tokens/ci", Reply.empty(204));
        server.on(
                "DELETE /api/tokens/no",
                Reply.problem(
                        404,
                        Answers.problem(
                                404,
                                "token_unknown",
                                "No token has the id or name no. GET /api/tokens lists those that are there.")));

        assertThat(terminal.run("token", "ls").out()).isEqualTo("""
                NAME   SCOPES   AGENT   AGE   EXPIRES   ID
                ci     invoke   any     10m   expired   1
                """);
        assertThat(terminal.run("token", "revoke", "ci").out()).isEqualTo("ci\n");
        assertThat(terminal.run("token", "revoke", "no").err()).isEqualTo("""
                berth: No token has the id or name no.
                    See those that are there:  berth token list
                """);
    }
}
