package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.http.Reply;
import dev.berth.testkit.http.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `berth deploy` with options about calls and sleep.
final class CallOptionsTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final Terminal terminal =
            new Terminal().with("BERTH_URL", server.url()).with("BERTH_TOKEN", "t");

    @AfterEach
    void close() {
        server.close();
    }

    private Terminal.Result deploy(String options) {
        return terminal.run(("deploy -q -d --name hello " + options).strip().split(" "));
    }

    @Test
    void sendsEveryOptionAsTheApiTakesIt() {
        server.on("POST /api/agents", Reply.json(201, Answers.running("hello")));

        Terminal.Result result = deploy("--start manual --journal when-unavailable --journal-hold 1m30s"
                + " --journal-deadline 2h --journal-attempts 3 --journal-retention 2d --journal-except /a/*"
                + " --journal-except /b --journal-max-body 1Mi --journal-oversize refuse --journal-max-entries 7"
                + " --journal-max-bytes 2G --journal-keep-response 0 --redelivery safe-methods-only --order strict --concurrency 2"
                + " --when-stopped refuse --retry-on 502,503 --waiting-page --freeze-after 5m --stop-after 1h");

        assertThat(result.err()).isEmpty();
        assertThat(server.seen().getFirst().body())
                .isEqualTo("{\"name\":\"hello\",\"start\":\"manual\",\"journal\":{\"mode\":\"when_unavailable\","
                        + "\"hold\":\"1m30s\",\"deadline\":\"2h\",\"max_attempts\":3,\"retention\":\"2d\","
                        + "\"except\":[\"/a/*\",\"/b\"],\"max_body\":\"1Mi\",\"oversize\":\"refuse\",\"max_entries\":7,"
                        + "\"max_bytes\":\"2G\",\"keep_response\":\"0\"},\"redelivery\":\"safe_methods_only\",\"order\":\"strict\","
                        + "\"concurrency\":2,\"when_stopped\":\"refuse\",\"retry_on\":[502,503],\"waiting_page\":true,"
                        + "\"idle\":{\"freeze_after\":\"5m\",\"stop_after\":\"1h\"}}");
    }

    @Test
    void saysNothingOfWhatWasNotAsked() {
        server.on("POST /api/agents", Reply.json(201, Answers.running("hello")));

        deploy("");

        assertThat(server.seen().getFirst().body()).isEqualTo("{\"name\":\"hello\"}");
    }

    @Test
    void turnsOffWhatWasOn() {
        server.on("POST /api/agents", Reply.json(201, Answers.running("hello")));

        deploy("--public --waiting-page");
        deploy("--no-public --no-waiting-page");

        assertThat(server.seen().getFirst().body()).contains("\"public\":true", "\"waiting_page\":true");
        assertThat(server.seen().getLast().body()).contains("\"public\":false", "\"waiting_page\":false");
    }

    @Test
    void refusesASizeThatIsNone() {
        Terminal.Result result = deploy("--journal-max-body much");

        assertThat(result.err()).startsWith("berth: --journal-max-body: a size is written 512m,");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void doesNotWaitForAnAgentThatStartsWithItsFirstCall() {
        server.on("POST /api/agents", Reply.json(201, Answers.running("hello")));

        Terminal.Result result = terminal.run("deploy", "-q", "--name", "hello", "--start", "on-demand");

        assertThat(server.seen().getFirst().body()).contains("\"start\":\"on_demand\"");
        assertThat(server.lines()).containsExactly("POST /api/agents");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void refusesTwoAnswersToWhenItStarts() {
        Terminal.Result result = deploy("--start on-demand --no-start");

        assertThat(result.err()).startsWith("berth: Give --start or --no-start, not both.\n");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/journal/hold, --journal-hold",
        "/journal/mode, --journal",
        "/journal/except/1, --journal-except (2)",
        "/journal/max_bytes, --journal-max-bytes",
        "/retry_on/0, --retry-on (1)",
        "/idle/freeze_after, --freeze-after",
        "/idle, --stop-after"
    })
    void namesTheOptionThatTheServerRefused(String pointer, String option) {
        server.on("POST /api/agents", Reply.problem(422, """
                {"type":"t","title":"Invalid","status":422,"code":"invalid","request_id":"r",
                 "detail":"%s: no.","errors":[{"pointer":"%s","detail":"no."}]}""".formatted(pointer, pointer)));

        assertThat(deploy("--journal-hold 1d --freeze-after 1ms").err()).contains("berth: " + option + ": no.");
    }
}
