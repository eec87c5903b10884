package dev.berth.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.berth.domain.agent.Stopping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentSpecJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Secret> SECRETS = Map.of("API_KEY", new Secret("sk-12345"));

    private static final AgentSpec FULL = new AgentSpec(
            new Program(
                    "berth/agent:latest",
                    Program.PullPolicy.ALWAYS,
                    List.of("serve", "--fast"),
                    9000,
                    Map.of("B", "2", "A", "1", "C", ""),
                    SECRETS),
            new Limits(DataSize.parse("1.5Gi"), Cpu.parse("500m"), 64),
            List.of(
                    new Mount.Volume("data", "/data", false, "local", Map.of("type", "tmpfs")),
                    new Mount.Folder("/srv/x", "/x", true)),
            AgentSpec.Network.ISOLATED,
            List.of(new PortRequest(9000, PortRequest.AUTO, PortRequest.LOOPBACK), new PortRequest(22, 2222, "::1")),
            AgentSpec.SecurityProfile.LOCKED,
            new HealthCheck.Http(
                    "/health",
                    new HealthCheck.Timing(Duration.ofMillis(500), Duration.ofSeconds(2), 5, Duration.ofMinutes(1))),
            new RestartPolicy(RestartPolicy.Mode.ALWAYS, 7, Duration.ofMillis(250), Duration.ofMinutes(2)),
            new Stopping(Duration.ZERO, Duration.ofSeconds(3)));

    @Test
    void readsBackWhatItWrote() throws JsonProcessingException {
        JsonNode stored = JSON.readTree(AgentSpecJson.encode(FULL).toString());

        assertThat(AgentSpecJson.decode(stored, SECRETS)).isEqualTo(FULL);
    }

    @Test
    void readsBackAnAgentWithoutHealthCheckOrExtras() {
        AgentSpec plain = new AgentSpec(
                new Program("i", Program.PullPolicy.MISSING, List.of(), 8000, Map.of(), Map.of()),
                Limits.DEFAULT,
                List.of(),
                AgentSpec.Network.HOST,
                List.of(),
                AgentSpec.SecurityProfile.STANDARD,
                new HealthCheck.PortOpen(),
                RestartPolicy.DEFAULT,
                Stopping.DEFAULT);

        assertThat(AgentSpecJson.decode(AgentSpecJson.encode(plain), Map.of())).isEqualTo(plain);
    }

    @Test
    void readsBackEveryKindOfHealthCheck() throws JsonProcessingException {
        HealthCheck.Timing timing =
                new HealthCheck.Timing(Duration.ofSeconds(3), Duration.ofMillis(700), 4, Duration.ofSeconds(9));
        for (HealthCheck check : List.of(
                new HealthCheck.PortOpen(),
                new HealthCheck.Http("/well", timing),
                new HealthCheck.Tcp(timing),
                new HealthCheck.Command(List.of("/bin/check", "-q", ""), timing))) {
            JsonNode stored = JSON.readTree(HealthCheckJson.encode(check).toString());

            assertThat(HealthCheckJson.decode(stored)).isEqualTo(check);
        }
    }

    @Test
    void neverWritesTheValueOfASecret() {
        assertThat(AgentSpecJson.encode(FULL).toString()).doesNotContain("sk-12345");
    }

    @Test
    void staysReadableInTheFormThatTheFirstVersionWrote() throws JsonProcessingException {
        JsonNode first = JSON.readTree("""
                {"v":1,"program":{"image":"berth/agent:latest","pull":"always","command":["serve","--fast"],
                "port":9000,"environment":{"A":"1","B":"2","C":""}},
                "limits":{"memory":{"bytes":1610612736,"text":"1.5Gi"},"cpu_millis":500,"pids":64},
                "mounts":[{"type":"volume","name":"data","driver":"local","driver_options":{"type":"tmpfs"},
                "target":"/data","read_only":false},
                {"type":"folder","source":"/srv/x","target":"/x","read_only":true}],
                "network":"isolated","ports":[{"container":9000,"host":0,"listen":"127.0.0.1"},
                {"container":22,"host":2222,"listen":"::1"}],"profile":"locked",
                "health_check":{"type":"http","path":"/health","interval":"PT0.5S","timeout":"PT2S","retries":5,
                "start_period":"PT1M"},
                "restart":{"mode":"always","max_retries":7,"first_delay":"PT0.25S","max_delay":"PT2M"},
                "stopping":{"drain":"PT0S","grace":"PT3S"}}""");

        assertThat(AgentSpecJson.decode(first, SECRETS)).isEqualTo(FULL);
        assertThat(AgentSpecJson.encode(FULL).toString()).isEqualTo(first.toString());
    }

    @Test
    void refusesANewerFormatAndSaysSo() {
        ObjectNode newer = AgentSpecJson.encode(FULL).put("v", 2);

        assertThatThrownBy(() -> AgentSpecJson.decode(newer, SECRETS))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("up to 1");
    }

    @Test
    void namesTheFieldThatIsDamaged() {
        ObjectNode damaged = AgentSpecJson.encode(FULL);
        damaged.withObject("/stopping").put("grace", "soon");

        assertThatThrownBy(() -> AgentSpecJson.decode(damaged, SECRETS))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessageContaining("grace");
    }
}
