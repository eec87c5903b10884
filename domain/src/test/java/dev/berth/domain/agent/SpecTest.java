package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {

    private static final PortRequest PORT = new PortRequest(8000, PortRequest.AUTO, PortRequest.LOOPBACK);

    private static Program program(String image, int port, Map<String, String> environment) {
        return new Program(image, Program.PullPolicy.MISSING, List.of(), port, environment, Map.of());
    }

    private static AgentSpec spec(AgentSpec.Network network, List<PortRequest> ports) {
        return new AgentSpec(
                program("image", 8000, Map.of()),
                Limits.DEFAULT,
                List.of(),
                network,
                ports,
                AgentSpec.SecurityProfile.STANDARD,
                new HealthCheck.PortOpen(),
                RestartPolicy.DEFAULT,
                Stopping.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesAProgramWithoutAnImage(String image) {
        assertThatThrownBy(() -> program(image, 8000, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image must not be blank");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void refusesAPortThatCannotBe(int port) {
        assertThatThrownBy(() -> program("image", port, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port must be between 1 and 65535: " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0"})
    void refusesAVariableThatNoProcessCanHaveAndNeverShowsItsValue(String name) {
        Map<String, Secret> secrets = Map.of(name, new Secret("hunter2"));

        assertThatThrownBy(() -> program("image", 8000, Map.of(name, "hunter2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be empty or hold = or NUL: " + name)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> new Program("i", Program.PullPolicy.NEVER, List.of(), 1, Map.of(), secrets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @EnumSource(
            value = AgentSpec.Network.class,
            names = {"HOST", "NONE"})
    void refusesPublishedPortsWithoutANetworkOfItsOwn(AgentSpec.Network network) {
        assertThat(spec(network, List.of()).ports()).isEmpty();
        assertThatThrownBy(() -> spec(network, List.of(PORT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("isolated only")
                .hasMessageEndingWith(network.name());
    }

    @Test
    void keepsCopiesOfWhatItWasGiven() {
        List<PortRequest> ports = new ArrayList<>(List.of(PORT));
        Map<String, String> environment = new HashMap<>(Map.of("A", "1"));
        Program program = program("image", 8000, environment);
        AgentSpec spec = spec(AgentSpec.Network.ISOLATED, ports).with(program);

        ports.clear();
        environment.clear();

        assertThat(spec.ports()).containsExactly(PORT);
        assertThat(spec.program().environment()).containsEntry("A", "1");
    }

    @Test
    void changesOnePartAndKeepsTheOthers() {
        AgentSpec spec = spec(AgentSpec.Network.ISOLATED, List.of(PORT));
        Program other = program("other", 1, Map.of());
        Stopping slow = new Stopping(Duration.ofMinutes(1), Duration.ofMinutes(2));

        assertThat(spec.with(other).with(slow).with(spec.stopping()).with(spec.program()))
                .isEqualTo(spec);
        assertThat(spec.with(other).program()).isEqualTo(other);
        assertThat(spec.with(slow).stopping()).isEqualTo(slow);
    }

    @Test
    void showsNoSecret() {
        Program program = new Program(
                "image", Program.PullPolicy.MISSING, List.of(), 1, Map.of(), Map.of("KEY", new Secret("hunter2")));

        assertThat(program.toString()).contains("KEY").doesNotContain("hunter2");
        assertThat(program.secrets().values()).extracting(Secret::reveal).containsExactly("hunter2");
    }
}
