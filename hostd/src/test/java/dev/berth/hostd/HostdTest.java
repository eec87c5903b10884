package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.LogBounds;
import dev.berth.hostd.container.Surroundings;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport;
import dev.berth.testkit.engine.FakeEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostdTest {

    @TempDir
    Path folder;

    private final FakeEngine engine = new FakeEngine();
    private final FakeControlPlane controlPlane = new FakeControlPlane();
    private Hostd hostd;

    @BeforeEach
    void start() {
        engine.haveImage(Orders.IMAGE);
        hostd = Hostd.start(settings(folder), engine, controlPlane);
    }

    @AfterEach
    void close() {
        hostd.close();
    }

    static HostdSettings settings(Path folder) {
        return new HostdSettings(
                "here",
                folder.resolve("state"),
                folder.resolve("secret.key"),
                new Surroundings("test", "berth", Surroundings.ReachBy.ADDRESS, LogBounds.DEFAULT),
                HostdSettings.DEFAULT_PARALLEL_STARTS);
    }

    private List<ContainerSummary> containers() {
        return engine.containers().list(LabelSelector.having("dev.berth.agent"));
    }

    @Test
    void bringsAnInstanceFromNothingToReadyToStoppedToGone() {
        Orders agent = Orders.of("hello");

        controlPlane.assign(agent.run(1));
        InstanceState.Running running = controlPlane.awaitReady(agent.run(1));
        controlPlane.assign(agent.stop(1));
        InstanceState.Ended ended = controlPlane.awaitEnd(agent.run(1));
        controlPlane.assign(new AssignedAgent.Discard(agent.agent(), false));
        controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));

        assertThat(running.container().value()).hasSize(64);
        assertThat(ended.reason()).isEqualTo(new EndReason.Stopped());
        assertThat(containers()).isEmpty();
        assertThat(controlPlane.steps(agent.run(1).id()))
                .containsSubsequence("container created", "container started", "ready", "container stopped");
    }
}
