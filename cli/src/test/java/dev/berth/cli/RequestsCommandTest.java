package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestsCommandTest {

    private static final String ID = "000000000000002a5f1c7a90b3d4e6f8";
    private static final String OTHER = "000000000000002b5f1c7a90b3d4e6f8";
    private static final String AGENT = "0123456789abcdef0123456789abcdef";
    private static final String NOT_YET = Answers.problem(409, "not_answered_yet", "Not yet.");

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    private static String request(String id, String status, String more) {
        return """
                {"id":"%s","agent":"%s","status":"%s","attempts":1,"method":"POST","path":"/read","bytes":120,\
                "accepted_at":"2026-11-21T11:50:00.000Z","deadline":"2026-11-22T11:50:00.000Z","generation":null,\
                "delivering_since":null,"ended_at":null,"expires_at":null,"replay_of":null,%s}""".formatted(id, AGENT, status, more);
    }

    private static String waiting() {
        return request(ID, "accepted", "\"answer\":null,\"reason\":null,\"detail\":null");
    }

    private static String abandoned() {
        return request(OTHER, "abandoned", "\"answer\":null,\"reason\":\"deadline\",\"detail\":\"Too late.\"");
    }

    private static String answered() {
        return request(
                ID,
                "completed",
                "\"answer\":{\"status\":200,\"bytes\":2048,\"kept\":false},\"reason\":null,\"detail\":null");
    }

    private static Reply stored(int status, String body) {
        return Reply.of(status, "text/plain", body).with("Berth-Stored-Answer", ID);
    }

    @Test
    void listsKeptCalls() {
        server.on("GET /api/agents/a/requests?limit=50", Reply.json(200, Answers.page(abandoned(), waiting())));

        Terminal.Result result = terminal.run("requests", "a");

        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "ID STATUS AGE ATTEMPTS CALL OUTCOME",
                        OTHER + " abandoned 10m 1 POST /read deadline: Too late.",
                        ID + " accepted 10m 1 POST /read");
    }

    @Test
    void listsSoManyInSomeStatusesAsIdsOrJson() {
        server.on(
                "GET /api/agents/a/requests?status=open&status=abandoned&limit=2",
                Reply.json(200, Answers.page(abandoned(), waiting())));

        assertThat(terminal.run("requests", "a", "list", "-q", "--status", "open,abandoned", "--limit", "2")
                        .out())
                .isEqualTo(OTHER + "\n" + ID + "\n");
        assertThat(terminal.run("requests", "a", "--status", "open,abandoned", "-n", "2", "-o", "json")
                        .out())
                .isEqualTo("{\"items\":[" + abandoned() + "," + waiting() + "],\"next\":null}\n");
    }

    @Test
    void saysThatThereAreMoreThanItShows() {
        String page = "{\"items\":[" + waiting() + "],\"next\":\"" + ID + "\"}";
        server.on("GET /api/agents/a/requests?limit=1", Reply.json(200, page));

        assertThat(terminal.run("requests", "a", "-n", "1").err())
                .isEqualTo("There are more; these are the newest 1 (--limit).\n");
        assertThat(terminal.run("requests", "a", "-n", "1", "-o", "json").out()).isEqualTo(page + "\n");
    }

    @Test
    void showsAllThatIsKnownOfACall() {
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, answered()));

        assertThat(terminal.run("requests", "a", "show", ID).out()).isEqualTo("""
                %s
                  status      completed
                  call        POST /read
                  outcome     answered 200 with 2KiB, too large to keep
                  attempts    1
                  bytes       120
                  accepted    2026-11-21T11:50:00.000Z
                  deadline    2026-11-22T11:50:00.000Z
                """.formatted(ID));
    }

    @Test
    void showsWhereACallbackStands() {
        String callback = """
                "answer":{"status":200},"reason":null,"detail":null,"callback":{"to":"https://example.org",\
                "status":"given_up","attempts":3,"next_at":null,"ended_at":"2026-11-21T12:50:00.000Z",\
                "reason":"The receiver answered 410."}""";
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, request(ID, "completed", callback)));

        assertThat(terminal.run("requests", "a", "show", ID).out())
                .endsWith("  callback    https://example.org: given up, 3 attempts: The receiver answered 410.\n");
    }

    @Test
    void printsTheSecretOfCallbacksAndNothingElse() {
        server.on("POST /api/agents/a/callback-secret", Reply.json(201, "{\"agent\":\"x\",\"secret\":\"bcs_1\"}"));

        Terminal.Result result = terminal.run("callback-secret", "a");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("bcs_1\n");
    }

    @Test
    void printsTheAnswerByteForByte() {
        server.on("GET /api/agents/a/requests/" + ID + "/response", stored(500, "it broke"));

        Terminal.Result result = terminal.run("requests", "a", "response", ID);

        assertThat(result.out()).isEqualTo("it broke");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void waitsForTheAnswerByLookingAgain() {
        server.on(
                "GET /api/agents/a/requests/" + ID + "/response",
                Reply.problem(409, NOT_YET),
                Reply.problem(409, NOT_YET),
                stored(200, "done"));

        Terminal.Result result = terminal.run("requests", "a", "response", ID, "--wait", "5m");

        assertThat(result.out()).isEqualTo("done");
        assertThat(server.lines()).hasSize(3);
    }

    @Test
    void saysThatThereIsNoAnswerYet() {
        server.on("GET /api/agents/a/requests/" + ID + "/response", Reply.problem(409, NOT_YET));

        Terminal.Result result = terminal.run("requests", "a", "response", ID);

        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("berth: The agent has not answered yet.\n")
                .contains("berth requests a response " + ID + " --wait 5m");
    }

    @Test
    void tellsWhyThereIsNoAnswer() {
        server.on(
                "GET /api/agents/a/requests/" + ID + "/response",
                Reply.problem(410, Answers.problem(410, "request_abandoned", "It was given up.")));

        Terminal.Result result = terminal.run("requests", "a", "response", ID, "--wait", "5m");

        assertThat(result.err()).startsWith("berth: It was given up.\n");
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void replaysAndCancelsSeveral() {
        server.on("POST /api/agents/a/requests/" + OTHER + "/replay", Reply.json(202, waiting()));
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, waiting()));
        server.on("GET /api/agents/a/requests/" + OTHER, Reply.json(200, waiting()));
        server.on("DELETE /api/agents/a/requests/" + ID + "?force=true", Reply.json(200, "{\"cancelled\":1}"));
        server.on("DELETE /api/agents/a/requests/" + OTHER + "?force=true", Reply.json(200, "{\"cancelled\":1}"));

        assertThat(terminal.run("requests", "a", "replay", OTHER).out()).isEqualTo(ID + "\n");
        assertThat(terminal.run("requests", "a", "cancel", ID, OTHER, "--force").out())
                .isEqualTo(ID + "\n" + OTHER + "\n");
    }

    @Test
    void cancelsNothingThatHasEnded() {
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, answered()));

        Terminal.Result result = terminal.run("requests", "a", "cancel", ID);

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("""
                berth: It has ended (completed): there is nothing to cancel.
                    See how it ended:          berth requests a show %s
                    Forget it and its answer:  berth requests a forget %s
                """.formatted(ID, ID));
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(server.lines()).containsExactly("GET /api/agents/a/requests/" + ID);
    }

    @Test
    void saysWhenACallEndedWhileItWasCancelled() {
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, waiting()));
        server.on("DELETE /api/agents/a/requests/" + ID, Reply.json(200, "{\"cancelled\":0,\"forgotten\":1}"));

        Terminal.Result result = terminal.run("requests", "a", "cancel", ID);

        assertThat(result.err()).startsWith("berth: It ended in that moment; it was not cancelled");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void saysByWhichOptionACallIsGivenUpThatIsBeingDelivered() {
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, request(ID, "delivering", "\"answer\":null")));
        server.on(
                "DELETE /api/agents/a/requests/" + ID,
                Reply.problem(409, Answers.problem(409, "request_in_flight", "Use ?force=true.")));

        Terminal.Result result = terminal.run("requests", "a", "cancel", ID);

        assertThat(result.err()).isEqualTo("""
                berth: It is being delivered; nobody will know then whether it was carried out.
                    Give it up all the same:  berth requests a cancel %s --force
                """.formatted(ID));
        assertThat(result.exitCode()).isEqualTo(5);
    }

    @Test
    void forgetsWhatHasEndedAndNothingElse() {
        server.on("GET /api/agents/a/requests/" + ID, Reply.json(200, answered()));
        server.on("GET /api/agents/a/requests/" + OTHER, Reply.json(200, waiting()));
        server.on("DELETE /api/agents/a/requests/" + ID, Reply.json(200, "{\"forgotten\":1}"));

        assertThat(terminal.run("requests", "a", "forget", ID).out()).isEqualTo(ID + "\n");
        assertThat(terminal.run("requests", "a", "forget", OTHER).err()).isEqualTo("""
                berth: It has not ended, and can only be cancelled.
                    Give it up:  berth requests a cancel %s
                """.formatted(OTHER));
    }

    @Test
    void clearsManyAndSaysHowMany() {
        server.on(
                "DELETE /api/agents/a/requests?status=open&status=completed",
                Reply.json(200, "{\"cancelled\":2,\"forgotten\":3,\"in_flight\":1}"));

        assertThat(terminal.run("requests", "a", "clear", "--status", "open,completed")
                        .out())
                .isEqualTo("2 cancelled, 3 forgotten, 1 left to their delivery\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requests a show           | Which call? Give its id.",
                "requests a list x         | This is about all calls and takes no id.",
                "requests a response x y   | response gives the answer to one call.",
                "requests a clear          | Which calls shall go? Give --status, such as --status completed.",
                "requests a -q -o json     | Give -q or -o json, not both.",
                "list -q -o json           | Give -q or -o json, not both.",
                "token ls -q -o json       | Give -q or -o json, not both.",
                "requests a --limit 0      | --limit is 1 at least."
            })
    void refusesWhatItDoesNotUnderstand(String line, String message) {
        Terminal.Result result = terminal.run(line.split(" "));

        assertThat(result.err()).startsWith("berth: " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    private static Reply kept() {
        return Reply.json(202, "{\"detail\":\"The call waits for its turn.\"}")
                .with("Location", "/api/agents/%s/requests/%s".formatted(AGENT, ID));
    }

    @Test
    void leavesACallBehindAndSaysHowToGetItsAnswer() {
        server.on("POST /agent/a/read", kept());

        Terminal.Result result = terminal.run("invoke", "a", "/read", "-d", "x", "--async", "--idempotency-key", "k1");

        assertThat(server.seen().getFirst().header("Prefer")).isEqualTo("respond-async");
        assertThat(server.seen().getFirst().header("Idempotency-Key")).isEqualTo("k1");
        assertThat(result.out()).isEqualTo(ID + "\n");
        assertThat(result.err()).contains("berth requests a response " + ID + " --wait 5m");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void saysThatACallIsKeptWhenTheAgentIsNotReadyInTime() {
        server.on("GET /agent/a/", kept());

        Terminal.Result result = terminal.run("invoke", "a", "--wait", "2s");

        assertThat(server.seen().getFirst().header("Prefer")).isEqualTo("wait=2");
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("berth: The call waits for its turn. It is kept, and will be delivered.\n")
                .contains("berth requests a response " + ID + " --wait 5m");
        assertThat(result.exitCode()).isEqualTo(6);
    }

    @Test
    void takesA202OfTheAgentForItsAnswer() {
        server.on("GET /agent/a/", Reply.of(202, "text/plain", "mine").with("Location", "/jobs/7"));

        assertThat(terminal.run("invoke", "a").out()).isEqualTo("mine");
    }

    @Test
    void takesOneAnswerToHowLongToWait() {
        Terminal.Result result = terminal.run("invoke", "a", "--async", "--wait", "2s");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }
}
