package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.instance.InstanceState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.Orders;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many agents, or many orders, at once.
class ParallelStartsTest {

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = Site.started(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void onesSlowPullDelaysNobodyElse() {
        Orders slow = Orders.of("slow").image("slow:1", PullPolicy.MISSING);
        site.engine.offerImage("slow:1");
        site.engine.faults().hold(Operation.PULL);
        site.controlPlane.assign(slow.run(1));
        Eventually.holds("the pull is under way", () -> site.engine.faults().waiting(Operation.PULL) == 1);

        site.bringUp(Orders.of("quick").run(1));
        InstanceState meanwhile =
                site.controlPlane.awaitState(slow.run(1).id(), state -> state instanceof InstanceState.Placed);
        site.engine.faults().release(Operation.PULL);
        site.controlPlane.awaitReady(slow.run(1));

        assertThat(((InstanceState.Placed) meanwhile).doing()).isEqualTo("pulling image slow:1");
    }

    @Test
    void twentyAssignmentsAtOnceMakeOneContainerEach() {
        List<Orders> agents = IntStream.range(0, 20)
                .mapToObj(number -> Orders.of("agent-" + number))
                .toList();

        agents.parallelStream().forEach(agent -> site.controlPlane.assign(agent.run(1)));
        agents.forEach(agent -> site.controlPlane.awaitReady(agent.run(1)));

        agents.forEach(agent -> assertThat(site.containers(agent.agent())).hasSize(1));
        assertThat(site.engine.faults().calls(Operation.CREATE)).isEqualTo(20);
        assertThat(site.engine.faults().calls(Operation.START)).isEqualTo(20);
    }

    @Test
    void twentyRestartsOfOneAgentAtOnceEndWithOneRunningContainer() {
        Orders agent = Orders.of("hello");

        IntStream.rangeClosed(1, 20).parallel().forEach(generation -> site.controlPlane.assign(agent.run(generation)));
        site.controlPlane.assign(agent.run(21));
        site.controlPlane.awaitReady(agent.run(21));

        assertThat(site.containers(agent.agent())).hasSize(1);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void containersStartOnlySoManyAtATime() {
        site.engine.faults().hold(Operation.START);
        List<Orders> agents = IntStream.range(0, 12)
                .mapToObj(number -> Orders.of("agent-" + number))
                .toList();

        agents.forEach(agent -> site.controlPlane.assign(agent.run(1)));
        agents.forEach(agent ->
                site.controlPlane.awaitState(agent.run(1).id(), state -> state instanceof InstanceState.Prepared));
        Eventually.holds(
                "as many start as may",
                () -> site.engine.faults().waiting(Operation.START) == HostdSettings.DEFAULT_PARALLEL_STARTS);
        int starting = site.engine.faults().calls(Operation.START);
        site.engine.faults().release(Operation.START);
        agents.forEach(agent -> site.controlPlane.awaitReady(agent.run(1)));

        assertThat(starting).isEqualTo(HostdSettings.DEFAULT_PARALLEL_STARTS);
    }
}
