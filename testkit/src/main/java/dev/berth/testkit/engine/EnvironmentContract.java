package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.Containers;
import dev.berth.engine.EngineFailure.CommandNotFound;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.EngineFailure.PortTaken;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a container needs around it: image, network, ports, mounts, command.
public interface EnvironmentContract {

    EngineFixture on();

    private Containers containers() {
        return on().engine().containers();
    }

    @Test
    default void needsItsImage() {
        ContainerSpec spec = ContainerSpec.builder(on().name(), "berth-test/none:1")
                .labels(on().labels())
                .build();

        assertThatThrownBy(() -> containers().create(spec)).isInstanceOfSatisfying(ImageUnavailable.class, missing -> {
            assertThat(missing.reason()).isEqualTo(ImageUnavailable.Reason.NOT_PRESENT);
            assertThat(missing.remedy()).isNotBlank();
        });
    }

    @Test
    default void needsItsNetwork() {
        String network = on().name();

        assertThatThrownBy(() -> on().created(on().act("wait").network(named(network))))
                .isInstanceOfSatisfying(
                        NetworkMissing.class,
                        missing -> assertThat(missing.network()).isEqualTo(network));
    }

    @Test
    default void needsItsVolumes() {
        String volume = on().name();

        assertThatThrownBy(
                        () -> on().created(on().act("wait").mounts(List.of(new Mount.Volume(volume, "/data", false)))))
                .isInstanceOfSatisfying(
                        MountMissing.class,
                        missing -> assertThat(missing.source()).isEqualTo(volume));
        assertThat(on().engine().volumes().inspect(volume)).isEmpty();
    }

    @Test
    default void tellsItsMounts() {
        String volume = on().name();
        on().engine().volumes().create(VolumeSpec.local(volume, on().labels()));
        List<Mount> mounts = List.of(
                new Mount.Volume(volume, "/data", true),
                new Mount.Bind("/", "/host", true),
                new Mount.Tmpfs("/scratch", 1L << 20));

        ContainerId container = on().created(on().act("wait").mounts(mounts));

        assertThat(containers().inspect(container).orElseThrow().mounts()).containsExactlyInAnyOrderElementsOf(mounts);
    }

    @Test
    default void hasAnAddressWhileItRuns() {
        String network = on().network();
        ContainerId container = on().started(on().act("wait").network(named(network)));

        assertThat(containers().inspect(container).orElseThrow().addresses())
                .containsOnlyKeys(network)
                .allSatisfy((_, address) -> assertThat(address).matches("\\d+\\.\\d+\\.\\d+\\.\\d+"));
        Map<String, String> addresses =
                containers().inspect(container).orElseThrow().addresses();
        containers().pause(container);
        assertThat(containers().inspect(container).orElseThrow().addresses()).isEqualTo(addresses);
        containers().stop(container, Duration.ofSeconds(30));
        assertThat(containers().inspect(container).orElseThrow().addresses()).isEmpty();
    }

    @Test
    default void hasNoAddressWithoutANetworkOfItsOwn() {
        ContainerId none = on().started(on().act("wait").network(new NetworkAttachment.None()));
        ContainerId host = on().started(on().act("wait").network(new NetworkAttachment.Host()));

        assertThat(containers().inspect(none).orElseThrow().addresses()).isEmpty();
        assertThat(containers().inspect(host).orElseThrow().addresses()).isEmpty();
    }

    @Test
    default void publishesAtAPortThatTheEngineChooses() {
        ContainerId container = on().started(publishing(0));

        PublishedPort port = onlyPort(container);

        assertThat(port.containerPort()).isEqualTo(8_000);
        assertThat(port.hostAddress()).isEqualTo(PublishedPort.LOOPBACK);
        assertThat(port.hostPort()).isPositive();
    }

    @Test
    default void tellsWhichPortIsTaken() {
        ContainerId holder = on().started(publishing(0));
        int taken = onlyPort(holder).hostPort();
        ContainerId late = on().created(publishing(taken));

        assertThatThrownBy(() -> containers().start(late))
                .isInstanceOfSatisfying(
                        PortTaken.class, failure -> assertThat(failure.port()).isEqualTo(taken));
        assertThat(on().state(late).phase()).isEqualTo(Phase.CREATED);

        containers().stop(holder, Duration.ofSeconds(30));
        containers().start(late);
        assertThat(onlyPort(late).hostPort()).isEqualTo(taken);
    }

    private ContainerSpec.Builder publishing(int hostPort) {
        return on().act("wait")
                .network(named(on().network()))
                .ports(List.of(new PublishedPort(8_000, PublishedPort.LOOPBACK, hostPort)));
    }

    private PublishedPort onlyPort(ContainerId container) {
        ContainerView view = containers().inspect(container).orElseThrow();
        assertThat(view.ports()).hasSize(1);
        return view.ports().getFirst();
    }

    @Test
    default void tellsThatTheCommandDoesNotExist() {
        ContainerId container =
                on().created(on().act().command("no-such-program", "x").init(false));

        assertThatThrownBy(() -> containers().start(container))
                .isInstanceOfSatisfying(
                        CommandNotFound.class,
                        missing -> assertThat(missing.command()).isEqualTo("no-such-program"));
        assertThat(on().state(container))
                .isInstanceOfSatisfying(
                        ContainerState.Created.class,
                        created -> assertThat(created.error()).contains("no-such-program"));
    }

    @Test
    default void endsWith127WhenItsInitFindsNoCommand() {
        ContainerId container =
                on().started(on().act().command("no-such-program", "x").init(true));

        assertThat(on().awaitEnd(container).exitCode()).isEqualTo(127);
        assertThat(on().lines(container, LogChunk.Source.STDERR))
                .anySatisfy(line -> assertThat(line).contains("no-such-program"));
    }

    private static NetworkAttachment named(String network) {
        return new NetworkAttachment.Named(network, List.of());
    }
}
