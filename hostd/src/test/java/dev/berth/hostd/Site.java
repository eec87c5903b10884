package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.engine.Engine;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogBounds;
import dev.berth.hostd.container.Surroundings;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.InstanceOrder;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A host with an engine in memory, its daemon, and a control plane that a test steers.
final class Site implements AutoCloseable {

    static final String INSTALLATION = "test";
    static final String NETWORK = "berth";

    final FakeEngine engine = new FakeEngine();
    final FakeControlPlane controlPlane = new FakeControlPlane();
    private final Path folder;
    private @Nullable Hostd hostd;

    Site(Path folder) {
        this.folder = folder;
        engine.haveImage(Orders.IMAGE);
        engine.giveAddress("127.0.0.1");
    }

    /// A site whose daemon works already.
    static Site started(Path folder) {
        Site site = new Site(folder);
        site.startHostd();
        return site;
    }

    static HostdSettings settings(Path folder) {
        return new HostdSettings(
                "here",
                folder.resolve("state"),
                folder.resolve("secret.key"),
                new Surroundings(INSTALLATION, NETWORK, Surroundings.ReachBy.ADDRESS, LogBounds.DEFAULT),
                HostdSettings.DEFAULT_PARALLEL_STARTS);
    }

    Path folder() {
        return folder;
    }

    Hostd startHostd() {
        return startHostd(engine, controlPlane);
    }

    Hostd startHostd(Engine seenByIt, ControlPlaneLink link) {
        Hostd fresh = Hostd.start(settings(folder), seenByIt, link);
        hostd = fresh;
        return fresh;
    }

    void stopHostd() {
        if (hostd != null) {
            hostd.close();
            hostd = null;
        }
    }

    /// Brings an agent's instance to where it can be called.
    ContainerId bringUp(InstanceOrder order) {
        controlPlane.assign(order);
        return controlPlane.awaitReady(order).container();
    }

    List<ContainerSummary> containers() {
        return engine.containers().list(LabelSelector.having("dev.berth.agent"));
    }

    List<ContainerSummary> containers(AgentId agent) {
        return engine.containers().list(LabelSelector.having("dev.berth.agent", agent.value()));
    }

    ContainerView container(AgentId agent) {
        List<ContainerSummary> all = containers(agent);
        assertThat(all).hasSize(1);
        return engine.containers().inspect(all.getFirst().id()).orElseThrow();
    }

    /// Waits until nothing is left of the agent's other instances, and what is left has the usual name.
    void awaitOneContainer(Orders agent) {
        Eventually.holds("one container of " + agent.slug(), () -> {
            List<ContainerSummary> all = containers(agent.agent());
            return all.size() == 1 && all.getFirst().name().equals("berth-" + agent.slug() + "-" + agent.agent());
        });
    }

    Phase phase(AgentId agent) {
        return container(agent).state().phase();
    }

    static dev.berth.engine.container.ContainerId engineId(InstanceState.Running running) {
        return engineId(running.container());
    }

    static dev.berth.engine.container.ContainerId engineId(ContainerId container) {
        return new dev.berth.engine.container.ContainerId(container.value());
    }

    /// A port of loopback on which nobody listens.
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        stopHostd();
    }
}
