package dev.berth.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentPatchTest {

    private final AgentBodyReader reader = new AgentBodyReader("berth/agent:latest");

    private final AgentBody current = reader.read(json("""
            {"name": "n", "slug": "s", "owner": "o", "labels": {"a": "1", "b": "2"},
             "config": {"model": "x", "deep": {"k": 1}}, "health_check": {"endpoint": "/h", "interval": "5s"},
             "container_config": {"image": "i", "memory_limit": "512m", "env_vars": {"A": "1", "B": "2"},
               "secrets": {"K": "hidden", "L": "too"}, "ports": [80, {"container": 81, "host": 99}],
               "volumes": [{"source": "vol", "target": "/v"}]}}"""));

    private static JsonNode json(String text) {
        return ApiJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private AgentBody patched(String patch) {
        return reader.patched(current, json(patch));
    }

    @Test
    void changesNothingWhenItSaysNothing() {
        assertThat(patched("{}")).isEqualTo(current);
    }

    @Test
    void mergesObjectsAndTakesAwayWhatIsNull() {
        AgentBody after = patched("""
                {"labels": {"a": null, "c": "3"}, "config": {"deep": {"l": 2}},
                 "container_config": {"env_vars": {"A": null, "C": "3"}}}""");

        assertThat(after.profile().labels()).isEqualTo(Map.of("b", "2", "c", "3"));
        assertThat(after.profile().config()).isEqualTo("{\"model\":\"x\",\"deep\":{\"k\":1,\"l\":2}}");
        assertThat(after.spec().program().environment()).isEqualTo(Map.of("B", "2", "C", "3"));
    }

    @Test
    void keepsSecretsThatItDoesNotName() {
        AgentBody after = patched("{\"container_config\": {\"secrets\": {\"K\": null, \"M\": \"new\"}}}");

        assertThat(after.spec().program().secrets()).isEqualTo(Map.of("L", new Secret("too"), "M", new Secret("new")));
    }

    @Test
    void replacesListsWhole() {
        AgentBody after = patched("{\"container_config\": {\"ports\": [82], \"volumes\": []}}");

        assertThat(after.spec().ports()).extracting(port -> port.container()).containsExactly(82);
        assertThat(after.spec().mounts()).isEmpty();
    }

    @Test
    void goesBackToTheDefaultWithNull() {
        AgentBody after = patched("{\"health_check\": null, \"container_config\": {\"image\": null}}");

        assertThat(after.spec().healthCheck()).isEqualTo(new HealthCheck.PortOpen());
        assertThat(after.spec().program().image()).isEqualTo("berth/agent:latest");
    }

    @Test
    void mergesUnderTheOtherNamesOfFieldsToo() {
        AgentBody after = patched("""
                {"auto_start": false, "container_config": {"restart": "always", "health_check": {"retries": 9}}}""");

        assertThat(after.conduct().start()).isEqualTo(StartPolicy.MANUAL);
        assertThat(after.spec().restart().mode()).isEqualTo(RestartPolicy.Mode.ALWAYS);
        assertThat(after.spec().healthCheck())
                .isEqualTo(new HealthCheck.Http(
                        "/h", new HealthCheck.Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), 9, Duration.ZERO)));
    }

    @Test
    void pointsAtFaultsInThePatch() {
        InvalidBody thrown = catchThrowableOfType(
                InvalidBody.class, () -> patched("{\"name\": null, \"container_config\": {\"port\": 0}}"));

        assertThat(thrown.problem().fields())
                .extracting(Problem.Field::place)
                .containsExactlyInAnyOrder("/name", "/container_config/port");
    }

    @Test
    void showsPeopleNamesOfSecretsAndSizesInBytesAndAsGiven() {
        JsonNode container = AgentBodyWriter.shown(current).get("container_config");

        assertThat(container.toString()).doesNotContain("hidden");
        assertThat(container.get("secret_names")).hasToString("[\"K\",\"L\"]");
        assertThat(container.get("memory_limit").longValue()).isEqualTo(512L << 20);
        assertThat(container.get("memory_limit_text").textValue()).isEqualTo("512m");
        assertThat(container.has("secrets")).isFalse();
    }
}
