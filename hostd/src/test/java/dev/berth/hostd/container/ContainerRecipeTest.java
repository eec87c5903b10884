package dev.berth.hostd.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.Secret;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.LogBounds;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.hostd.container.Surroundings.ReachBy;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.InstanceOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerRecipeTest {

    private final ContainerRecipe recipe =
            new ContainerRecipe(new Surroundings("test", "agents", ReachBy.ADDRESS, new LogBounds(1 << 20, 2)));
    private final Orders agent = Orders.of("hello");

    @Test
    void namesAndLabelsTheContainer() {
        ContainerSpec spec = recipe.container(agent.again(3).run(7));

        assertThat(spec.name()).isEqualTo("berth-hello-" + agent.agent());
        assertThat(spec.hostname()).isEqualTo("hello");
        assertThat(spec.labels())
                .hasEntrySatisfying(
                        "dev.berth.spec", digest -> assertThat(digest).matches("[0-9a-f]{16}"))
                .hasSize(9)
                .containsAllEntriesOf(Map.of(
                        "dev.berth.agent",
                        agent.agent().value(),
                        "dev.berth.slug",
                        "hello",
                        "dev.berth.installation",
                        "test",
                        "dev.berth.revision",
                        "3",
                        "dev.berth.generation",
                        "7",
                        "dev.berth.ports",
                        "",
                        "dev.berth.identity",
                        "c013e183a35a8b6d",
                        "dev.berth.host-name",
                        agent.agent() + "-7"));
    }

    @Test
    void besideAnotherOneItHasANameOfItsOwnThatIsFoundByTheAgentsId() {
        InstanceOrder order = agent.revision(3).run(7);

        ContainerSpec spec = recipe.container(order, Share.ofNewer(agent.run(6).id()), true);

        assertThat(spec.name()).isEqualTo("berth-hello-" + agent.agent() + "-7");
        assertThat(recipe.container(order).name()).isEqualTo("berth-hello-" + agent.agent());
    }

    @Test
    void leavesTheNameByWhichAnotherOneIsCalledToThatOne() {
        InstanceOrder order = agent.network(Network.ISOLATED).run(7);

        ContainerSpec spec = recipe.container(order, Share.ofNewer(agent.run(6).id()), false);

        assertThat(spec.network())
                .isInstanceOfSatisfying(
                        NetworkAttachment.Named.class,
                        named -> assertThat(named.aliases()).containsExactly("hello", agent.agent() + "-7"));
    }

    @Test
    void whoItIsWinsOverWhatItsUserSet() {
        ContainerSpec spec = recipe.container(
                agent.environment(Map.of("AGENT_ID", "forged", "COLOUR", "blue"), Map.of("KEY", new Secret("s3cret")))
                        .run(1));

        assertThat(spec.environment())
                .containsEntry("AGENT_ID", agent.agent().value())
                .containsEntry("COLOUR", "blue")
                .containsEntry("KEY", "s3cret");
    }

    @Test
    void isFoundOnTheAgentsNetworkByIdAndSlugAndByANameOfItsOwn() {
        assertThat(recipe.container(agent.network(Network.ISOLATED).run(1)).network())
                .isInstanceOfSatisfying(NetworkAttachment.Named.class, named -> {
                    assertThat(named.network()).isEqualTo("agents");
                    assertThat(named.aliases()).containsExactly(agent.agent().value(), "hello", agent.agent() + "-1");
                });
    }

    @Test
    void otherNetworksAreWhatTheyAreCalled() {
        ContainerSpec onHost = recipe.container(agent.network(Network.HOST).run(1));

        assertThat(onHost.network()).isInstanceOf(NetworkAttachment.Host.class);
        assertThat(onHost.hostname()).isEmpty();
        assertThat(recipe.container(agent.network(Network.NONE).run(1)).network())
                .isInstanceOf(NetworkAttachment.None.class);
    }

    @Test
    void publishesOnlyThePortsThatItWasGiven() {
        assertThat(recipe.container(agent.publishing(80, 9000).run(1)).ports())
                .containsExactly(new PublishedPort(80, "127.0.0.1", 9000));
        assertThat(recipe.container(agent.network(Network.ISOLATED).run(1)).ports())
                .isEmpty();
    }

    @Test
    void theStandardProfileKeepsASmallSetOfCapabilities() {
        ContainerSpec spec = recipe.container(agent.run(1));

        assertThat(spec.restrictions().noNewPrivileges()).isTrue();
        assertThat(spec.restrictions().readOnlyRoot()).isFalse();
        assertThat(spec.restrictions().droppedCapabilities()).containsExactly("ALL");
        assertThat(spec.restrictions().addedCapabilities())
                .containsExactlyInAnyOrder(
                        "CHOWN",
                        "DAC_OVERRIDE",
                        "FOWNER",
                        "FSETID",
                        "KILL",
                        "NET_BIND_SERVICE",
                        "SETGID",
                        "SETPCAP",
                        "SETUID");
        assertThat(spec.user()).isEmpty();
    }

    @Test
    void theLockedProfileKeepsNothing() {
        ContainerSpec spec = recipe.container(agent.locked().run(1));

        assertThat(spec.restrictions().noNewPrivileges()).isTrue();
        assertThat(spec.restrictions().readOnlyRoot()).isTrue();
        assertThat(spec.restrictions().droppedCapabilities()).containsExactly("ALL");
        assertThat(spec.restrictions().addedCapabilities()).isEmpty();
        assertThat(spec.user()).isEqualTo("1000:1000");
    }

    @Test
    void theLockedProfileOnTheHostsNetworkIsRootWithTwoCapabilities() {
        ContainerSpec spec =
                recipe.container(agent.locked().network(Network.HOST).run(1));

        assertThat(spec.restrictions().readOnlyRoot()).isTrue();
        assertThat(spec.restrictions().addedCapabilities()).containsExactlyInAnyOrder("NET_RAW", "NET_BIND_SERVICE");
        assertThat(spec.user()).isEqualTo("0:0");
    }

    @Test
    void hasLimitsBoundedLogsAndAnInitProcess() {
        ContainerSpec spec = recipe.container(agent.run(1));

        assertThat(spec.limits()).isEqualTo(new ResourceLimits(512L << 20, 1.0, 512));
        assertThat(spec.logBounds()).isEqualTo(new LogBounds(1 << 20, 2));
        assertThat(spec.init()).isTrue();
    }

    @Test
    void hasScratchSpaceInMemoryUnlessSomethingIsMountedThere() {
        dev.berth.engine.container.Mount.Tmpfs scratch = new dev.berth.engine.container.Mount.Tmpfs("/tmp", 256L << 20);
        Mount.Volume own = new Mount.Volume("scratch", "/tmp", false, "", Map.of());

        assertThat(recipe.container(agent.run(1)).mounts()).containsExactly(scratch);
        assertThat(recipe.container(agent.mounts(own).run(1)).mounts())
                .containsExactly(new dev.berth.engine.container.Mount.Volume("scratch", "/tmp", false));
        assertThat(recipe.container(agent.locked().run(1)).mounts())
                .extracting(dev.berth.engine.container.Mount::target)
                .containsExactlyInAnyOrder("/tmp", "/mnt");
    }

    @Test
    void mountsFoldersAndVolumes() {
        Mount.Folder folder = new Mount.Folder("/srv/data", "/data", true);
        Mount.Volume volume = new Mount.Volume("kept", "/kept", false, "nfs", Map.of("share", "x"));

        assertThat(recipe.container(agent.mounts(folder, volume).run(1)).mounts())
                .contains(
                        new dev.berth.engine.container.Mount.Bind("/srv/data", "/data", true),
                        new dev.berth.engine.container.Mount.Volume("kept", "/kept", false));
        assertThat(recipe.volumes(agent.mounts(folder, volume).run(1)))
                .containsExactly(new VolumeSpec(
                        "kept",
                        "nfs",
                        Map.of("share", "x"),
                        Map.of("dev.berth.agent", agent.agent().value(), "dev.berth.installation", "test")));
    }

    @Test
    void aVolumeWithoutADriverIsLocal() {
        Mount.Volume volume = new Mount.Volume("kept", "/kept", false, "", Map.of());

        assertThat(recipe.volumes(agent.mounts(volume).run(1)))
                .singleElement()
                .satisfies(spec -> assertThat(spec.driver()).isEqualTo("local"));
    }
}
