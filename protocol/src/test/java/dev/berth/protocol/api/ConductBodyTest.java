package dev.berth.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How an agent's calls and its sleep are dealt with, as users write it and see it.
class ConductBodyTest {

    private static final String FULL = """
            {"start": "on_demand", "public": true,
             "journal": {"mode": "always", "hold": "1m", "deadline": "2h", "max_attempts": 3, "retention": "P2D",
               "max_body": "1Mi", "max_entries": 7, "max_bytes": 2048, "keep_response": "64k", "oversize": "refuse",
               "except": ["/stream/*", "/duplex"]},
             "redelivery": "safe_methods_only", "order": "strict", "concurrency": 2, "when_stopped": "refuse",
             "retry_on": [503, 502, 503], "waiting_page": true, "idle": {"freeze_after": "5m", "stop_after": "1h", "cpu": 0.25}, "overlap": true}""";

    private static final Conduct FULL_READ = new Conduct(
            StartPolicy.ON_DEMAND,
            true,
            new CallPolicy(
                    new JournalTerms(
                            JournalTerms.Mode.ALWAYS,
                            Duration.ofMinutes(1),
                            Duration.ofHours(2),
                            3,
                            Duration.ofDays(2),
                            DataSize.parse("1Mi"),
                            7,
                            DataSize.ofBytes(2048),
                            DataSize.parse("64k"),
                            JournalTerms.Oversize.REFUSE,
                            List.of("/stream/*", "/duplex")),
                    CallPolicy.Redelivery.SAFE_METHODS_ONLY,
                    CallPolicy.Order.STRICT,
                    2,
                    CallPolicy.WhenStopped.REFUSE,
                    Set.of(502, 503),
                    true),
            new IdlePolicy(Optional.of(Duration.ofMinutes(5)), Optional.of(Duration.ofHours(1)), 0.25),
            true);

    private final AgentBodyReader reader = new AgentBodyReader("berth/agent:latest");

    private static JsonNode json(String text) {
        return ApiJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private AgentBody body(String fields) {
        return reader.read(json("{\"name\": \"n\", " + fields.strip().substring(1)));
    }

    private Conduct read(String fields) {
        return body(fields).conduct();
    }

    private Conduct patched(String current, String patch) {
        return reader.patched(body(current), json(patch)).conduct();
    }

    @Test
    void takesTheDefaultsWhenNothingIsSaid() {
        assertThat(read("{\"type\": \"t\"}")).isEqualTo(Conduct.DEFAULT);
    }

    @Test
    void readsEverySetting() {
        assertThat(read(FULL)).isEqualTo(FULL_READ);
    }

    @Test
    void takesAModeForTheTermsWithThatMode() {
        assertThat(read("{\"journal\": \"off\"}").calls().journal())
                .isEqualTo(JournalTerms.DEFAULT.withMode(JournalTerms.Mode.OFF));
    }

    @Test
    void takesNullForTheDefault() {
        assertThat(read("""
                {"start": null, "public": null, "journal": null, "redelivery": null, "order": null, "concurrency": null,
                 "when_stopped": null, "retry_on": null, "waiting_page": null, "idle": null, "overlap": null}""")).isEqualTo(Conduct.DEFAULT);
        assertThat(read("{\"journal\": {\"hold\": null}, \"idle\": {\"stop_after\": null}}"))
                .isEqualTo(Conduct.DEFAULT);
    }

    @Test
    void changesWithAPatchOnlyWhatItNames() {
        assertThat(patched(FULL, "{}")).isEqualTo(FULL_READ);
        assertThat(patched(FULL, "{\"journal\": {\"hold\": \"0s\"}}"))
                .isEqualTo(FULL_READ.with(
                        FULL_READ.calls().with(FULL_READ.calls().journal().withHold(Duration.ZERO))));
        assertThat(patched(FULL, "{\"idle\": {\"freeze_after\": null}}"))
                .isEqualTo(FULL_READ.with(new IdlePolicy(Optional.empty(), Optional.of(Duration.ofHours(1)), 0.25)));
    }

    @Test
    void changesTheModeAloneWithAPatchOfABareMode() {
        assertThat(patched(FULL, "{\"journal\": \"when_unavailable\"}").calls().journal())
                .isEqualTo(FULL_READ.calls().journal().withMode(JournalTerms.Mode.WHEN_UNAVAILABLE));
    }

    @Test
    void goesBackToTheDefaultsWithNull() {
        assertThat(patched(FULL, """
                {"start": null, "public": false, "journal": null, "redelivery": null, "order": null, "concurrency": null,
                 "when_stopped": null, "retry_on": null, "waiting_page": null, "idle": null, "overlap": null}""")).isEqualTo(Conduct.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"journal\": \"sometimes\"} | /journal/mode | always, unsafe_methods, when_unavailable, off",
                "{\"journal\": 1} | /journal/mode | must be a text",
                "{\"journal\": {\"hold\": \"11m\"}} | /journal/hold | between 0s and 10m",
                "{\"journal\": {\"hold\": 30}} | /journal/hold | needs a unit",
                "{\"journal\": {\"deadline\": \"31d\"}} | /journal/deadline | at most 30 days",
                "{\"journal\": {\"retention\": \"0s\"}} | /journal/retention | positive",
                "{\"journal\": {\"max_attempts\": 0}} | /journal/max_attempts | between 1 and 1000",
                "{\"journal\": {\"max_entries\": 1.5}} | /journal/max_entries | whole number",
                "{\"journal\": {\"max_body\": \"2Gi\"}} | /journal/max_body | at most 1Gi",
                "{\"journal\": {\"max_bytes\": 0}} | /journal/max_bytes | positive",
                "{\"journal\": {\"keep_response\": 1.5}} | /journal/keep_response | whole number of bytes",
                "{\"journal\": {\"oversize\": \"drop\"}} | /journal/oversize | pass, refuse",
                "{\"journal\": {\"except\": [\"/a\", \"b\"]}} | /journal/except/1 | begins with /",
                "{\"journal\": {\"max_body_text\": \"1k\"}} | /journal/max_body_text | Berth sets it",
                "{\"journal\": {\"modus\": \"off\"}} | /journal/modus | Did you mean mode?",
                "{\"redelivery\": \"never\"} | /redelivery | at_least_once, safe_methods_only",
                "{\"order\": \"lifo\"} | /order | arrival, strict",
                "{\"concurrency\": 0} | /concurrency | between 1 and 1000",
                "{\"when_stopped\": \"wait\"} | /when_stopped | queue, refuse",
                "{\"retry_on\": [502, 200]} | /retry_on/1 | from 400 to 599: 200",
                "{\"retry_on\": 502} | /retry_on | must be a list",
                "{\"idle\": \"10m\"} | /idle | must be an object",
                "{\"idle\": {\"freeze_after\": \"0.5s\"}} | /idle/freeze_after | between 1s and 30 days",
                "{\"idle\": {\"stop_after\": \"31d\"}} | /idle/stop_after | between 1s and 30 days",
                "{\"idle\": {\"cpu\": 0}} | /idle/cpu | above 0 and at most 64 cores",
                "{\"idle\": {\"cpu\": \"5%\"}} | /idle/cpu | such as 0.05",
                "{\"idle\": {\"freeze_after\": \"2m\", \"stop_after\": \"1m\"}} | /idle | longer than idle.freeze_after",
                "{\"start\": \"later\"} | /start | on_deploy, on_demand, manual"
            })
    void tellsAFaultAtItsField(String fields, String pointer, String detail) {
        InvalidBody thrown = catchThrowableOfType(InvalidBody.class, () -> read(fields));

        assertThat(thrown.problem().fields()).extracting(Problem.Field::place).containsExactly(pointer);
        assertThat(thrown.problem().fields().getFirst().detail()).contains(detail);
    }

    @Test
    void showsSizesInBytesAndAsGiven() {
        JsonNode shown = AgentBodyWriter.shown(body(FULL));

        assertThat(shown.get("journal")).hasToString("""
                {"mode":"always","hold":"1m","deadline":"2h","max_attempts":3,"retention":"2d","max_body":1048576,\
                "max_entries":7,"max_bytes":2048,"keep_response":65536,"oversize":"refuse",\
                "except":["/stream/*","/duplex"],"max_body_text":"1Mi","max_bytes_text":"2048",\
                "keep_response_text":"64k"}""");
        assertThat(shown.get("retry_on")).hasToString("[502,503]");
        assertThat(shown.get("idle")).hasToString("""
                {"freeze_after":"5m","stop_after":"1h","cpu":0.25}""");
    }

    @Test
    void showsWhatIsOffAsNull() {
        JsonNode shown = AgentBodyWriter.shown(body("{\"type\": \"t\"}"));

        assertThat(shown.get("idle")).hasToString("""
                {"freeze_after":null,"stop_after":null,"cpu":0.05}""");
        assertThat(shown.get("start").asText()).isEqualTo("on_deploy");
        assertThat(shown.get("redelivery").asText()).isEqualTo("at_least_once");
    }
}
