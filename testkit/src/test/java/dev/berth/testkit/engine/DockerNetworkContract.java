package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineFailure.PortTaken;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.LogChunk.Source;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import dev.berth.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who reaches whom, asked from inside containers: the engine may live in another network than the test.
interface DockerNetworkContract {

    NetworkAttachment HOST = new NetworkAttachment.Host();

    EngineFixture on();

    /// Serves `/etc` at port 8000.
    private ContainerSpec.Builder server(NetworkAttachment network) {
        return on().act().command("httpd", "-f", "-p", "8000", "-h", "/etc").network(network);
    }

    /// Whether a container on the network gets a file from an address.
    private boolean reaches(NetworkAttachment from, String address, int port) {
        String ask = "printf 'GET /group HTTP/1.0\\r\\n\\r\\n' | nc -w 3 " + address + " " + port;
        ContainerId client = on().ended(on().act().command("sh", "-c", ask).network(from));
        return on().lines(client, Source.STDOUT).contains("agent:x:1000:");
    }

    @Test
    default void membersReachEachOtherByTheirAliases() {
        String network = on().network();
        on().started(server(new NetworkAttachment.Named(network, List.of("first-name", "second-name"))));
        NetworkAttachment member = new NetworkAttachment.Named(network, List.of());

        Eventually.holds("it serves", () -> reaches(member, "first-name", 8_000));

        assertThat(reaches(member, "second-name", 8_000)).isTrue();
    }

    @Test
    default void membersOfASilentNetworkDoNotReachEachOther() {
        String network = on().name();
        on().engine().networks().ensure(new NetworkSpec(network, on().labels(), true, false));
        NetworkAttachment member = new NetworkAttachment.Named(network, List.of("server"));
        ContainerId server = on().started(server(member));
        String address = on().engine()
                .containers()
                .inspect(server)
                .orElseThrow()
                .addresses()
                .values()
                .iterator()
                .next();

        // The host itself reaches it, so it serves.
        Eventually.holds("it serves", () -> reaches(HOST, address, 8_000));
        assertThat(reaches(new NetworkAttachment.Named(network, List.of()), address, 8_000))
                .isFalse();
        assertThat(on().engine().networks().inspect(network).orElseThrow().internal())
                .isTrue();
    }

    @Test
    default void thePublishedPortLeadsToTheContainer() {
        ContainerId server = on().started(server(new NetworkAttachment.Named(on().network(), List.of()))
                .ports(List.of(new PublishedPort(8_000, PublishedPort.LOOPBACK, 0))));
        int port = on().engine()
                .containers()
                .inspect(server)
                .orElseThrow()
                .ports()
                .getFirst()
                .hostPort();

        Eventually.holds("it serves", () -> reaches(HOST, PublishedPort.LOOPBACK, port));
    }

    @Test
    default void saysThatAProcessOfTheHostHoldsThePort() {
        ContainerId process = on().started(server(HOST).command("httpd", "-f", "-p", "127.0.0.1:47813", "-h", "/etc"));
        Eventually.holds("it serves", () -> reaches(HOST, PublishedPort.LOOPBACK, 47_813));
        ContainerId late = on().created(on().act("wait")
                .network(new NetworkAttachment.Named(on().network(), List.of()))
                .ports(List.of(new PublishedPort(8_000, PublishedPort.LOOPBACK, 47_813))));

        assertThatThrownBy(() -> on().engine().containers().start(late))
                .isInstanceOfSatisfying(
                        PortTaken.class, taken -> assertThat(taken.port()).isEqualTo(47_813));
        on().engine().containers().stop(process, Duration.ofSeconds(1));
    }

    @Test
    default void aContainerWithoutANetworkHasLoopbackOnly() {
        ContainerId container =
                on().ended(on().act().command("sh", "-c", "ls /sys/class/net").network(new NetworkAttachment.None()));

        assertThat(on().lines(container, Source.STDOUT)).containsExactly("lo");
    }
}
