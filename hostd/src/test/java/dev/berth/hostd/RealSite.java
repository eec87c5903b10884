package dev.berth.hostd;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.instance.ContainerId;
import dev.berth.engine.Containers.Removal;
import dev.berth.engine.Engine;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogBounds;
import dev.berth.engine.docker.DockerEngines;
import dev.berth.engine.docker.DockerSettings;
import dev.berth.hostd.container.Surroundings;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.InstanceOrder;
import dev.berth.testkit.engine.EngineFixture;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A host with a real engine, its daemon, and a control plane that a test steers. Whatever is made carries the
/// labels of an installation of its own and is removed at the end.
final class RealSite implements AutoCloseable {

    final FakeControlPlane controlPlane = new FakeControlPlane();
    final Engine engine;
    private final EngineFixture fixture;
    private final String installation;
    private final Path folder;
    private @Nullable Hostd hostd;

    RealSite(Path folder) {
        this(
                folder,
                URI.create(System.getenv()
                        .getOrDefault("BERTH_TEST_DOCKER_HOST", DockerSettings.DEFAULT_HOST.toString())));
    }

    RealSite(Path folder, URI host) {
        this.folder = folder;
        this.engine = DockerEngines.connect(host);
        this.fixture = new EngineFixture(engine);
        this.installation =
                "it-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        startHostd();
    }

    void startHostd() {
        HostdSettings settings = new HostdSettings(
                "here",
                folder.resolve("state"),
                folder.resolve("secret.key"),
                new Surroundings(installation, network(), Surroundings.ReachBy.ADDRESS, LogBounds.DEFAULT),
                HostdSettings.DEFAULT_PARALLEL_STARTS);
        hostd = Hostd.start(settings, engine, controlPlane);
    }

    void stopHostd() {
        if (hostd != null) {
            hostd.close();
            hostd = null;
        }
    }

    Hostd hostd() {
        if (hostd == null) {
            throw new AssertionError("the daemon is stopped");
        }
        return hostd;
    }

    String network() {
        return "berth-" + installation;
    }

    /// An agent of the test's image that does what the words say.
    Orders act(String slug, String... words) {
        Orders agent = Orders.of(slug);
        List<String> command = new ArrayList<>(List.of("act"));
        command.addAll(List.of(words));
        return agent.image(fixture.image(), PullPolicy.NEVER).command(command.toArray(String[]::new));
    }

    /// An agent of the test's image that serves HTTP on its network.
    Orders web(String slug) {
        return act(slug).command("httpd", "-f", "-p", "8000").listening(8000);
    }

    ContainerId bringUp(InstanceOrder order) {
        controlPlane.assign(order);
        return controlPlane.awaitReady(order).container();
    }

    List<ContainerSummary> containers(AgentId agent) {
        return engine.containers()
                .list(LabelSelector.having("dev.berth.installation", installation)
                        .and("dev.berth.agent", agent.value()));
    }

    ContainerView container(AgentId agent) {
        return engine.containers().inspect(containers(agent).getFirst().id()).orElseThrow();
    }

    String installation() {
        return installation;
    }

    @Override
    public void close() {
        stopHostd();
        LabelSelector ours = LabelSelector.having("dev.berth.installation", installation);
        engine.containers()
                .list(ours)
                .forEach(each -> engine.containers().remove(each.id(), Removal.FORCED_WITH_ANONYMOUS_VOLUMES));
        engine.volumes().list(ours).forEach(each -> engine.volumes().remove(each.name()));
        engine.networks().list(ours).forEach(each -> engine.networks().remove(each.name()));
        fixture.close();
    }
}
