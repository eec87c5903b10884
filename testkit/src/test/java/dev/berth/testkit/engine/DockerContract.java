package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.Engine;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.docker.DockerEngines;
import dev.berth.engine.docker.DockerSettings;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// What the Docker adapter must do beside the contract of all engines.
abstract class DockerContract extends EngineContract
        implements DockerConfinementContract, DockerNetworkContract, DockerLogContract, DockerPullContract {

    private final String variable;
    private final String fallback;

    /// @param variable of the environment that says where the engine is
    DockerContract(String variable, String fallback) {
        this.variable = variable;
        this.fallback = fallback;
    }

    private URI host() {
        return DockerHosts.named(variable, fallback);
    }

    @Override
    protected final Engine connect() {
        return DockerEngines.connect(host());
    }

    @Override
    public final DockerCommand docker() {
        return new DockerCommand(host());
    }

    @Override
    public final void removeForeignNetwork(String name) {
        docker().run("network", "rm", name);
    }

    @Override
    public final void removeForeignVolume(String name) {
        docker().run("volume", "rm", name);
    }

    @Test
    final void goesOnWithEventsAfterTheirConnectionWasCut() {
        try (CuttableLink link = new CuttableLink(host());
                Engine far = DockerEngines.connect(link.address());
                EventRecorder recorder = new EventRecorder(far.events(on().ours(), Instant.now()))) {
            recorder.awaitGaps(1);
            ContainerId container = on().created(on().act("wait"));
            recorder.await(container, new Change.Created());

            link.cut();
            on().engine().containers().start(container);

            recorder.awaitGaps(2);
            recorder.await(container, new Change.Started());
            assertThat(recorder.changes(container)).containsExactly(new Change.Created(), new Change.Started());
        }
    }

    @Test
    final void goesOnWithEventsAfterTheEngineWasAway() {
        try (CuttableLink link = new CuttableLink(host());
                Engine far = DockerEngines.connect(link.address());
                EventRecorder recorder = new EventRecorder(far.events(on().ours(), Instant.now()))) {
            recorder.awaitGaps(1);
            link.takeAway();
            Assertions.assertThatThrownBy(far::info).isInstanceOf(EngineUnreachable.class);
            ContainerId container = on().started(on().act("wait"));

            link.bringBack();

            recorder.awaitGaps(2);
            recorder.await(container, new Change.Started());
            assertThat(far.info().id()).isEqualTo(on().engine().info().id());
        }
    }

    @Test
    final void countsAlikeFromTheKernelsFilesAndFromTheEngine() {
        ContainerId container = on().started(on().act("out=ready", "wait"));
        on().awaitLine(container, "ready");
        try (CuttableLink link = new CuttableLink(host());
                Engine far = DockerEngines.connect(link.address())) {
            ContainerStats files = on().engine().containers().stats(container);
            ContainerStats asked = far.containers().stats(container);

            assertThat(asked.memoryLimitBytes()).isEqualTo(files.memoryLimitBytes());
            assertThat(asked.memoryBytes()).isBetween(files.memoryBytes() / 2, files.memoryBytes() * 2);
            assertThat(asked.pids()).isEqualTo(files.pids());
            assertThat(asked.cpuTime())
                    .isBetween(files.cpuTime(), files.cpuTime().plusMillis(100));
            assertThat(asked.traffic()).hasSameClassAs(files.traffic());
        }
    }

    @Test
    final void letsManyCallsShareFewConnections() throws InterruptedException {
        ContainerId container = on().created(on().act("wait"));
        DockerSettings two = DockerSettings.of(host()).withConnections(2, 2);
        try (Engine narrow = DockerEngines.connect(two)) {
            List<Boolean> found = ContainerContract.inParallel(
                    40, () -> narrow.containers().inspect(container).isPresent());

            assertThat(found).containsOnly(true);
        }
    }
}
