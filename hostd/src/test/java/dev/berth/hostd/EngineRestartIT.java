package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.EndReason;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.HostReport;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.PrivateEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real engine dies, is ended and comes back under the daemon.
class EngineRestartIT {

    @TempDir
    Path engineFolder;

    @TempDir
    Path folder;

    private PrivateEngine engine;
    private RealSite site;

    @BeforeEach
    void open() {
        engine = new PrivateEngine(engineFolder);
        site = new RealSite(folder, engine.host());
    }

    @AfterEach
    void close() {
        site.close();
        engine.close();
    }

    private List<Orders> agents() {
        return List.of(site.act("one", "wait"), site.act("two", "wait"), site.act("deaf", "deaf"));
    }

    private boolean toldOfTrouble() {
        return site.controlPlane.reports().stream()
                .anyMatch(report -> report instanceof HostReport.EngineHealth health
                        && health.trouble().isPresent());
    }

    @Test
    void whatRanWhenTheEngineDiedWentDownWithIt() {
        List<Orders> agents = agents();
        agents.forEach(agent -> site.bringUp(agent.run(1)));

        engine.kill();
        Eventually.holds("the engine's death is told", this::toldOfTrouble);
        engine.start();

        agents.forEach(agent ->
                assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.WentDown()));
        agents.forEach(agent -> site.bringUp(agent.run(2)));
    }

    @Test
    void whatRanWhenTheEngineWasEndedWentDownWithIt() {
        List<Orders> agents = agents();
        agents.forEach(agent -> site.bringUp(agent.run(1)));

        engine.terminate();
        engine.start();

        agents.forEach(agent ->
                assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.WentDown()));
        agents.forEach(agent -> site.bringUp(agent.run(2)));
    }

    @Test
    void anEngineThatRestartsAtOnceIsNoOperator() {
        List<Orders> agents = agents();
        agents.forEach(agent -> site.bringUp(agent.run(1)));

        engine.kill();
        engine.start();

        agents.forEach(agent ->
                assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.WentDown()));
    }

    @Test
    void allIsWellSoonAfterTheEnginesReturn() {
        Orders before = site.act("before", "wait");
        Orders meanwhile = site.act("meanwhile", "wait");
        site.bringUp(before.run(1));
        engine.kill();
        Eventually.holds("the engine's death is told", this::toldOfTrouble);
        site.controlPlane.assign(meanwhile.run(1));

        engine.start();
        long back = System.nanoTime();
        site.controlPlane.awaitEnd(before.run(1));
        site.bringUp(before.run(2));
        site.controlPlane.awaitReady(meanwhile.run(1));

        assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(30));
        assertThat(site.container(before.agent()).state().phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void anOperatorsStopIsStillTakenForOneWhileTheEngineIsWell() {
        Orders agent = site.act("hello", "wait");
        site.bringUp(agent.run(1));

        site.engine.containers().stop(site.container(agent.agent()).id(), Duration.ofSeconds(5));

        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.StoppedAtEngine());
    }
}
