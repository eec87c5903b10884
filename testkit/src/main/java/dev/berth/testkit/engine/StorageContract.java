package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.Containers.Removal;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.NotOurs;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.NetworkView;
import dev.berth.engine.Networks;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.VolumeView;
import dev.berth.engine.Volumes;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.NetworkAttachment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The networks and volumes of an engine: made once, found by label, and left alone when they are not ours.
public interface StorageContract {

    EngineFixture on();

    private Networks networks() {
        return on().engine().networks();
    }

    private Volumes volumes() {
        return on().engine().volumes();
    }

    @Test
    default void makesANetworkThatIsMissing() {
        String name = on().name();

        NetworkView made = networks().ensure(NetworkSpec.open(name, on().labels()));

        assertThat(made.name()).isEqualTo(name);
        assertThat(made.driver()).isEqualTo("bridge");
        assertThat(made.labels()).containsAllEntriesOf(on().labels());
        assertThat(made.subnets()).isNotEmpty();
        assertThat(networks().inspect(name)).contains(made);
        assertThat(networks().list(on().ours())).contains(made);
    }

    @Test
    default void usesANetworkThatIsThereAsItIs() {
        String name = on().name();
        NetworkView first = networks().ensure(NetworkSpec.open(name, on().labels()));

        NetworkView second = networks().ensure(new NetworkSpec(name, Map.of("dev.berth.other", "1"), true, false));

        assertThat(second).isEqualTo(first);
    }

    @Test
    default void makesOneNetworkOfParallelCalls() throws InterruptedException {
        NetworkSpec spec = NetworkSpec.open(on().name(), on().labels());

        Set<String> ids = new HashSet<>(
                ContainerContract.inParallel(8, () -> networks().ensure(spec).id()));

        assertThat(ids).hasSize(1);
        assertThat(networks().list(on().ours()))
                .filteredOn(network -> network.name().equals(spec.name()))
                .hasSize(1);
    }

    @Test
    default void findsANetworkByItsWholeNameOnly() {
        String name = on().network();

        assertThat(networks().inspect(name.substring(0, name.length() - 1))).isEmpty();
        assertThat(networks().inspect(name + "x")).isEmpty();
    }

    @Test
    default void keepsANetworkThatIsUsed() {
        String name = on().network();
        ContainerId member = on().started(on().act("wait").network(new NetworkAttachment.Named(name, List.of())));

        assertThatThrownBy(() -> networks().remove(name)).isInstanceOf(InUse.class);
        on().engine().containers().remove(member, Removal.FORCED);
        networks().remove(name);
        networks().remove(name);

        assertThat(networks().inspect(name)).isEmpty();
    }

    @Test
    default void leavesForeignNetworksAlone() {
        String name = on().name();
        networks().ensure(NetworkSpec.open(name, Map.of("com.example.owner", name)));
        try {
            assertThatThrownBy(() -> networks().remove(name)).isInstanceOf(NotOurs.class);
            assertThat(networks().inspect(name)).isPresent();
        } finally {
            removeForeignNetwork(name);
        }
    }

    @Test
    default void makesAVolumeOnce() {
        String name = on().name();

        VolumeView made = volumes().create(VolumeSpec.local(name, on().labels()));
        VolumeView again = volumes().create(VolumeSpec.local(name, Map.of("dev.berth.other", "1")));

        assertThat(made.driver()).isEqualTo(VolumeSpec.LOCAL);
        assertThat(made.labels()).isEqualTo(on().labels());
        assertThat(again).isEqualTo(made);
        assertThat(volumes().inspect(name)).contains(made);
        assertThat(volumes().list(on().ours())).containsExactly(made);
        assertThat(volumes().list(LabelSelector.having("dev.berth.test", name))).isEmpty();
    }

    @Test
    default void keepsAVolumeThatIsMounted() {
        String name = on().name();
        volumes().create(VolumeSpec.local(name, on().labels()));
        ContainerId user = on().created(on().act("wait").mounts(List.of(new Mount.Volume(name, "/data", false))));

        assertThatThrownBy(() -> volumes().remove(name)).isInstanceOf(InUse.class);
        on().engine().containers().remove(user, Removal.FORCED_WITH_ANONYMOUS_VOLUMES);
        assertThat(volumes().inspect(name)).isPresent();
        volumes().remove(name);
        volumes().remove(name);

        assertThat(volumes().inspect(name)).isEmpty();
    }

    @Test
    default void leavesForeignVolumesAlone() {
        String name = on().name();
        volumes().create(VolumeSpec.local(name, Map.of("com.example.owner", name)));
        try {
            assertThatThrownBy(() -> volumes().remove(name)).isInstanceOf(NotOurs.class);
            assertThat(volumes().inspect(name)).isPresent();
        } finally {
            removeForeignVolume(name);
        }
    }

    /// Removes what the port refuses to, by other means.
    void removeForeignNetwork(String name);

    /// Removes what the port refuses to, by other means.
    void removeForeignVolume(String name);
}
