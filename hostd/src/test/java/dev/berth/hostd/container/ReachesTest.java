package dev.berth.hostd.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogBounds;
import dev.berth.hostd.container.Surroundings.ReachBy;
import dev.berth.hostd.samples.Orders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReachesTest {

    private final Orders agent = Orders.of("hello");

    private static Reaches by(ReachBy way) {
        return new Reaches(new Surroundings("test", "agents", way, LogBounds.DEFAULT));
    }

    private static ContainerView at(Map<String, String> addresses) {
        return at(addresses, Map.of());
    }

    private static ContainerView at(Map<String, String> addresses, Map<String, String> labels) {
        return new ContainerView(
                new ContainerId("0".repeat(64)),
                "name",
                Orders.IMAGE,
                "sha256:0",
                labels,
                new ContainerState.Running(Instant.EPOCH),
                addresses,
                List.of(),
                List.of(),
                Instant.EPOCH);
    }

    @Test
    void onTheAgentsNetworkItHasAnAddressThere() {
        ContainerView container = at(Map.of("other", "10.0.0.1", "agents", "10.0.0.2"));

        assertThat(by(ReachBy.ADDRESS).of(agent.listening(80).run(1), container))
                .isEqualTo(new Reach.At("10.0.0.2", 80));
    }

    @Test
    void fromAContainerItIsCalledByItsIdAndProbedByItsAddress() {
        ContainerView container = at(Map.of("agents", "10.0.0.2"));
        Reaches reaches = by(ReachBy.NAME);

        assertThat(reaches.of(agent.listening(80).run(1), container))
                .isEqualTo(new Reach.At(agent.agent().value(), 80));
        assertThat(reaches.byAddress(agent.listening(80).run(1), container)).isEqualTo(new Reach.At("10.0.0.2", 80));
    }

    /// While an update overlaps, the agent's id and slug are names of two containers.
    @Test
    void fromAContainerItIsCalledByTheNameThatItAloneHas() {
        ContainerView container = at(Map.of("agents", "10.0.0.2"), Map.of("dev.berth.host-name", "one-of-two"));

        assertThat(by(ReachBy.NAME).of(agent.listening(80).run(1), container))
                .isEqualTo(new Reach.At("one-of-two", 80));
    }

    @Test
    void onTheHostsNetworkItIsOnLoopbackUnlessBerthIsInAContainer() {
        ContainerView container = at(Map.of());

        assertThat(by(ReachBy.ADDRESS).of(agent.network(Network.HOST).run(1), container))
                .isEqualTo(new Reach.At("127.0.0.1", 8000));
        assertThat(by(ReachBy.NAME).of(agent.network(Network.HOST).run(1), container))
                .isInstanceOf(Reach.Nowhere.class);
    }

    @Test
    void withoutANetworkItIsNowhere() {
        assertThat(by(ReachBy.ADDRESS).of(agent.run(1), at(Map.of())))
                .isEqualTo(new Reach.Nowhere("It has no network."));
    }

    @Test
    void aContainerOfAnotherNetworkSaysWhichOneItLacks() {
        assertThat(by(ReachBy.ADDRESS).of(agent.listening(80).run(1), at(Map.of("other", "10.0.0.1"))))
                .isEqualTo(new Reach.Nowhere("It has no address on the network agents."));
    }
}
