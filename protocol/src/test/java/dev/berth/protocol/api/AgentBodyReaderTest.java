package dev.berth.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Cpu;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.agent.Stopping;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentBodyReaderTest {

    private final AgentBodyReader reader = new AgentBodyReader("berth/agent:latest");

    private static JsonNode json(String text) {
        return ApiJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private AgentBody read(String text) {
        return reader.read(json(text));
    }

    private List<Problem.Field> faults(String text) {
        InvalidBody thrown = catchThrowableOfType(InvalidBody.class, () -> read(text));
        assertThat(thrown.problem().status()).isEqualTo(422);
        return thrown.problem().fields();
    }

    private AbstractStringAssert<?> fault(String text, String pointer) {
        assertThat(faults(text)).extracting(Problem.Field::place).containsExactly(pointer);
        return assertThat(faults(text).getFirst().detail());
    }

    @Test
    void takesTheDefaultsWhenOnlyANameIsGiven() {
        AgentBody body = read("{\"name\": \"Test Container Agent\"}");

        assertThat(body.slug().value()).isEqualTo("test-container-agent");
        assertThat(body.conduct().start()).isEqualTo(StartPolicy.ON_DEPLOY);
        assertThat(body.profile().config()).isEqualTo("{}");
        assertThat(body.spec())
                .isEqualTo(new AgentSpec(
                        new Program(
                                "berth/agent:latest", Program.PullPolicy.MISSING, List.of(), 8000, Map.of(), Map.of()),
                        Limits.DEFAULT,
                        List.of(),
                        AgentSpec.Network.ISOLATED,
                        List.of(),
                        AgentSpec.SecurityProfile.STANDARD,
                        new HealthCheck.PortOpen(),
                        RestartPolicy.DEFAULT,
                        Stopping.DEFAULT));
    }

    @Test
    void takesTheRequestOfWardersDocument() {
        AgentBody body = read("""
                {"name": "Test Container Agent", "description": "Agent for testing container management",
                 "type": "chat", "user_id": "YOUR_USER_ID", "config": {"model": "gpt-3.5-turbo"},
                 "container_config": {"image": "warder/agent:latest", "memory_limit": "512m", "cpu_limit": 0.5,
                   "env_vars": {"TEST_VAR": "test_value"}}}""");

        assertThat(body.owner()).contains("YOUR_USER_ID");
        assertThat(body.profile().type()).isEqualTo("chat");
        assertThat(body.profile().config()).isEqualTo("{\"model\":\"gpt-3.5-turbo\"}");
        assertThat(body.spec().program().image()).isEqualTo("warder/agent:latest");
        assertThat(body.spec().program().environment()).containsEntry("TEST_VAR", "test_value");
        assertThat(body.spec().limits()).isEqualTo(new Limits(DataSize.parse("512m"), Cpu.parse("0.5"), 512));
    }

    @Test
    void readsEveryField() {
        AgentBody body = read("""
                {"name": "n", "slug": "s", "description": "d", "type": "t", "kind": "service",
                 "labels": {"team": "a", "x/y.z": ""}, "owner": "o", "config": {"a": 1.50}, "start": "manual",
                 "public": true, "token": "0123456789abcdef",
                 "health_check": {"endpoint": "/h", "interval": "1s", "timeout": "500ms", "retries": 2,
                   "start_period": "PT1M"},
                 "restart": {"mode": "always", "max_retries": 9, "delay": "2s", "max_delay": "3s"},
                 "drain": "0s", "stop_grace": "1h",
                 "container_config": {"image": "i", "pull_policy": "never", "command": ["a", "b"], "port": 1,
                   "memory_limit": 1073741824, "cpu_limit": "250m", "pids_limit": 7, "env_vars": {"A": "1"},
                   "secrets": {"S": "v"}, "network": "isolated", "profile": "locked",
                   "volumes": [{"source": "vol", "target": "/v", "driver": "nfs", "driver_opts": {"o": "x"}},
                               {"source": "/srv", "target": "/s", "read_only": true}],
                   "ports": [80, {"container": 81, "host": "auto"}, {"container": 82, "host": 99, "listen": "0.0.0.0"}]
                 }}""");

        assertThat(body.slug().value()).isEqualTo("s");
        assertThat(body.profile().labels()).isEqualTo(Map.of("team", "a", "x/y.z", ""));
        assertThat(body.profile().config()).isEqualTo("{\"a\":1.50}");
        assertThat(body.conduct().start()).isEqualTo(StartPolicy.MANUAL);
        assertThat(body.conduct().open()).isTrue();
        assertThat(body.token()).contains(new Secret("0123456789abcdef"));
        assertThat(body.spec())
                .isEqualTo(new AgentSpec(
                        new Program(
                                "i",
                                Program.PullPolicy.NEVER,
                                List.of("a", "b"),
                                1,
                                Map.of("A", "1"),
                                Map.of("S", new Secret("v"))),
                        new Limits(DataSize.ofBytes(1L << 30), Cpu.parse("0.25"), 7),
                        List.of(
                                new Mount.Volume("vol", "/v", false, "nfs", Map.of("o", "x")),
                                new Mount.Folder("/srv", "/s", true)),
                        AgentSpec.Network.ISOLATED,
                        List.of(
                                new PortRequest(80, PortRequest.AUTO, PortRequest.LOOPBACK),
                                new PortRequest(81, PortRequest.AUTO, PortRequest.LOOPBACK),
                                new PortRequest(82, 99, "0.0.0.0")),
                        AgentSpec.SecurityProfile.LOCKED,
                        new HealthCheck.Http(
                                "/h",
                                new HealthCheck.Timing(
                                        Duration.ofSeconds(1), Duration.ofMillis(500), 2, Duration.ofMinutes(1))),
                        new RestartPolicy(RestartPolicy.Mode.ALWAYS, 9, Duration.ofSeconds(2), Duration.ofSeconds(3)),
                        new Stopping(Duration.ZERO, Duration.ofHours(1))));
    }

    @Test
    void takesBareValuesForObjectsWithOneMainField() {
        AgentBody body = read("{\"name\": \"n\", \"health_check\": \"/health\", \"restart\": \"on-failure\"}");

        assertThat(body.spec().healthCheck()).isEqualTo(new HealthCheck.Http("/health", HealthCheck.Timing.DEFAULT));
        assertThat(body.spec().restart().mode()).isEqualTo(RestartPolicy.Mode.ON_FAILURE);
    }

    @Test
    void takesHealthChecksByTcpAndByCommand() {
        HealthCheck tcp = read("{\"name\": \"n\", \"health_check\": {\"type\": \"tcp\", \"retries\": 5}}")
                .spec()
                .healthCheck();
        HealthCheck command =
                read("{\"name\": \"n\", \"health_check\": {\"command\": [\"/bin/check\", \"-q\"], \"interval\": \"7s\"}}")
                        .spec()
                        .healthCheck();

        assertThat(tcp)
                .isEqualTo(new HealthCheck.Tcp(
                        new HealthCheck.Timing(Duration.ofSeconds(30), Duration.ofSeconds(5), 5, Duration.ZERO)));
        assertThat(command)
                .isEqualTo(new HealthCheck.Command(
                        List.of("/bin/check", "-q"),
                        new HealthCheck.Timing(Duration.ofSeconds(7), Duration.ofSeconds(5), 3, Duration.ZERO)));
    }

    @Test
    void takesHealthCheckRestartAndAutoStartInsideTheContainerConfigToo() {
        AgentBody body = read("""
                {"name": "n", "container_config": {"health_check": "/h", "restart": "no", "auto_start": false}}""");

        assertThat(body.spec().healthCheck()).isInstanceOf(HealthCheck.Http.class);
        assertThat(body.spec().restart().mode()).isEqualTo(RestartPolicy.Mode.NO);
        assertThat(body.conduct().start()).isEqualTo(StartPolicy.MANUAL);
    }

    @Test
    void takesNullAsAbsent() {
        AgentBody body = read("{\"name\": \"n\", \"slug\": null, \"container_config\": {\"port\": null}}");

        assertThat(body.slug().value()).isEqualTo("n");
        assertThat(body.spec().program().port()).isEqualTo(8000);
    }

    @Test
    void tellsEveryFaultAtOnceEachWithItsPointer() {
        List<Problem.Field> faults = faults("""
                {"nam": "n", "container_config": {"memory_limit": "5x", "cpu_limit": 0, "ports": [80, {"host": 0}],
                 "env_vars": {"A": 1}, "volumes": [{"source": "v"}]}}""");

        assertThat(faults)
                .extracting(Problem.Field::place)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/nam",
                        "/container_config/memory_limit",
                        "/container_config/cpu_limit",
                        "/container_config/ports/1/container",
                        "/container_config/ports/1/host",
                        "/container_config/env_vars/A",
                        "/container_config/volumes/0/target");
    }

    @Test
    void namesTheValueAndTheRemedy() {
        fault("{\"name\": \"n\", \"container_config\": {\"memory_limit\": \"5x\"}}", "/container_config/memory_limit")
                .contains("5x")
                .contains("such as 512m");
        fault("{\"name\": \"n\", \"container_config\": {\"memory_limit\": \"1m\"}}", "/container_config/memory_limit")
                .contains("at least 6m");
        fault("{\"name\": \"n\", \"container_config\": {\"env_vars\": {\"A\": 8080}}}", "/container_config/env_vars/A")
                .contains("8080")
                .contains("put it in quotes");
        fault("{\"name\": \"n\", \"restart\": \"sometimes\"}", "/restart/mode")
                .contains("no, on_failure, always")
                .contains("sometimes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1", "0.0001", "1e-999999999", "\"1e3\"", "true"})
    void refusesNumbersOfCoresThatNoMachineHas(String cpu) {
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"cpu_limit\": %s}}".formatted(cpu),
                        "/container_config/cpu_limit")
                .isNotEmpty();
    }

    @Test
    void guessesWhichFieldWasMeant() {
        fault("{\"name\": \"n\", \"container_config\": {\"memory_limt\": \"1g\"}}", "/container_config/memory_limt")
                .contains("Did you mean memory_limit?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"placement", "on_host_loss"})
    void refusesWhatOnlyLaterVersionsHave(String field) {
        fault("{\"name\": \"n\", \"%s\": \"x\"}".formatted(field), "/" + field).contains("does not have it yet");
    }

    @Test
    void refusesKindsOfLaterVersions() {
        fault("{\"name\": \"n\", \"kind\": \"sandbox\"}", "/kind").contains("service only");
    }

    @Test
    void refusesWhatOnlyBerthSets() {
        fault("{\"name\": \"n\", \"status\": \"running\"}", "/status").contains("Berth sets it");
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"env_vars\": {\"AGENT_ID\": \"x\"}}}",
                        "/container_config/env_vars/AGENT_ID")
                .contains("set by Berth itself");
    }

    @Test
    void tellsAFaultWhereTheUserWroteTheField() {
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"restart\": {\"mode\": \"x\"}}}",
                        "/container_config/restart/mode")
                .contains("must be one of");
        fault("{\"name\": \"n\", \"auto_start\": \"yes\"}", "/auto_start").contains("true or false");
        fault("{\"name\": \"n\", \"owner\": \"a\", \"user_id\": \"b\"}", "/user_id")
                .contains("/owner");
    }

    @Test
    void neverShowsASecretInAFault() {
        assertThat(
                        faults(
                                "{\"name\": \"n\", \"token\": \"short\", \"container_config\": {\"secrets\": {\"K\": 424242}}}"))
                .extracting(Problem.Field::detail)
                .noneMatch(detail -> detail.contains("short") || detail.contains("424242"));
    }

    @Test
    void refusesAnEnvironmentVariableThatIsASecretToo() {
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"env_vars\": {\"K\": \"1\"}, \"secrets\": {\"K\": \"2\"}}}",
                        "/container_config/secrets")
                .contains("K is in env_vars too");
    }

    @Test
    void refusesAPortThatIsPublishedTwice() {
        String body = "{\"name\": \"n\", \"container_config\": {\"ports\": [%s]}}";
        fault(body.formatted("80, 80"), "/container_config/ports/1/container").contains("80");
        fault(
                        body.formatted("{\"container\": 80, \"host\": 99}, {\"container\": 81, \"host\": 99}"),
                        "/container_config/ports/1/host")
                .contains("99");
    }

    @Test
    void refusesPublishedPortsOutsideTheAgentsNetwork() {
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"network\": \"none\", \"ports\": [80]}}",
                        "/container_config/ports")
                .contains("isolated only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/../etc", "/srv/./x", "/srv:/etc", "./data", "a/b", "v"})
    void refusesSourcesThatAreNeitherAFolderNorAVolume(String source) {
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"volumes\": [{\"source\": \"%s\", \"target\": \"/x\"}]}}"
                                .formatted(source),
                        "/container_config/volumes/0/source")
                .contains(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/", "/a/../b"})
    void refusesTargetsThatAreNoFolderInside(String target) {
        fault(
                        "{\"name\": \"n\", \"container_config\": {\"volumes\": [{\"source\": \"vol\", \"target\": \"%s\"}]}}"
                                .formatted(target),
                        "/container_config/volumes/0/target")
                .contains(target);
    }

    @Test
    void asksForASlugWhenTheNameGivesNone() {
        fault("{\"name\": \"日本\"}", "/slug").contains("give one");
    }

    @Test
    void refusesABodyThatIsNoObject() {
        assertThat(faults("[1]")).extracting(Problem.Field::place).containsExactly("");
    }

    @Test
    void stopsCountingFaultsAtFifty() {
        StringBuilder many = new StringBuilder("{\"name\": \"n\"");
        for (int i = 0; i < 1000; i++) {
            many.append(", \"unknown").append(i).append("\": 1");
        }

        assertThat(faults(many + "}")).hasSize(50);
    }

    @Test
    void refusesAnObjectWithTheSameNameTwice() {
        InvalidBody thrown = catchThrowableOfType(InvalidBody.class, () -> read("{\"name\": \"a\", \"name\": \"b\"}"));

        assertThat(thrown.problem().status()).isEqualTo(400);
        assertThat(thrown.problem().detail()).contains("Duplicate field 'name'");
    }

    @Test
    void tellsWhereJsonIsBroken() {
        InvalidBody thrown = catchThrowableOfType(InvalidBody.class, () -> read("{\"name\": \n oops}"));

        assertThat(thrown.problem().code()).isEqualTo("malformed_json");
        assertThat(thrown.problem().detail()).contains("line 2");
    }
}
