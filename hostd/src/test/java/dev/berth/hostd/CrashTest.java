package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.instance.EndReason;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.MortalEngine.Fate;
import dev.berth.hostd.MortalEngine.Moment;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The daemon is killed at each of its calls to the engine in turn, with nothing but what is on its disk then, and
/// another one goes on: the end is always the same.
class CrashTest {

    @TempDir
    Path folder;

    private final Orders agent = Orders.of("hello")
            .image("pulled:1", PullPolicy.MISSING)
            .mounts(new Mount.Volume("data", "/data", false, "", Map.of()));

    /// One agent's whole life: deployed, changed, frozen, woken, stopped, started, removed.
    private void live(Site site) {
        site.bringUp(agent.run(1));
        assertThat(site.containers(agent.agent())).hasSize(1);
        site.controlPlane.assign(agent.stop(1));
        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.Stopped());
        site.bringUp(agent.revision(2).run(2));
        assertThat(site.containers(agent.agent())).hasSize(1);
        site.controlPlane.assign(agent.revision(2).hibernate(2, Hibernation.FREEZE));
        assertThat(site.controlPlane.awaitEnd(agent.run(2)).reason())
                .isEqualTo(new EndReason.Hibernated(Hibernation.FREEZE));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.PAUSED);
        site.bringUp(agent.revision(2).run(3));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
        site.controlPlane.assign(agent.revision(2).stop(3));
        site.controlPlane.awaitEnd(agent.run(3));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.EXITED);
        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), true));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));
        assertThat(site.containers()).isEmpty();
        assertThat(site.engine.volumes().inspect("data")).isEmpty();
        assertThat(site.engine.faults().calls(Operation.START)).isLessThanOrEqualTo(5);
    }

    /// An update that overlaps and comes to its end, and one that goes back.
    private void overlap(Site site) {
        Orders old = agent.revision(1);
        Orders next = agent.revision(2);
        site.bringUp(old.run(1));
        site.controlPlane.assign(new AssignedAgent.Overlap(old.run(1), next.run(2)));
        site.controlPlane.awaitReady(next.run(2));
        assertThat(site.containers()).hasSize(2);
        site.controlPlane.assign(new AssignedAgent.Overlap(old.stop(1), next.run(2)));
        site.controlPlane.awaitEnd(old.run(1));
        site.controlPlane.assign(next.run(2));
        site.awaitOneContainer(next);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);

        Orders worse = agent.revision(3);
        site.controlPlane.assign(new AssignedAgent.Overlap(next.run(2), worse.run(3)));
        site.controlPlane.awaitReady(worse.run(3));
        site.controlPlane.assign(new AssignedAgent.Overlap(next.run(2), worse.stop(3)));
        site.controlPlane.awaitEnd(worse.run(3));
        site.awaitOneContainer(next);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
        assertThat(site.controlPlane.state(next.run(2).id()).orElseThrow().live())
                .isTrue();

        site.controlPlane.assign(new AssignedAgent.Overlap(next.stop(2), worse.stop(3)));
        site.controlPlane.awaitEnd(next.run(2));
        site.bringUp(next.run(4));
        site.awaitOneContainer(next);
        assertThat(site.engine.faults().calls(Operation.START)).isLessThanOrEqualTo(6);
    }

    private int callsOf(Consumer<Site> life) {
        try (Site site = new Site(folder.resolve("whole"))) {
            site.engine.offerImage("pulled:1");
            MortalEngine engine = new MortalEngine(site.engine, Fate.never(), Moment.BEFORE, () -> {});
            site.startHostd(engine, site.controlPlane);
            life.accept(site);
            return engine.calls();
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whereverTheDaemonIsKilledTheNextOneFinishes(Moment moment) {
        int calls = callsOf(this::live);

        List<Integer> reached = IntStream.rangeClosed(1, calls)
                .filter(call -> diesAndGoesOn(call, moment, this::live))
                .boxed()
                .toList();

        assertThat(reached).hasSizeGreaterThan(calls / 2);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whereverTheDaemonIsKilledDuringAnUpdateThatOverlapsTheNextOneFinishes(Moment moment) {
        int calls = callsOf(this::overlap);

        List<Integer> reached = IntStream.rangeClosed(1, calls)
                .filter(call -> diesAndGoesOn(call, moment, this::overlap))
                .boxed()
                .toList();

        assertThat(reached).hasSizeGreaterThan(calls / 2);
    }

    /// @return whether the daemon made so many calls as to die
    private boolean diesAndGoesOn(int call, Moment moment, Consumer<Site> life) {
        try (Site site = new Site(folder.resolve("first-" + call));
                Succession succession = new Succession(site, folder.resolve("second-" + call))) {
            site.engine.offerImage("pulled:1");
            succession.begin(Fate.atCall(call), moment, () -> {});
            life.accept(site);
            return succession.happened();
        }
    }

    @Test
    void anInstanceThatEndedWhileTheDaemonWasDeadIsNotRunTwice() {
        Orders brief = Orders.of("brief");
        try (Site site = new Site(folder.resolve("first"));
                Succession succession = new Succession(site, folder.resolve("second"))) {
            succession.begin(
                    Fate.atFirst("start"),
                    Moment.AFTER,
                    () -> site.engine.exit(site.containers().getFirst().id(), 3));

            site.controlPlane.assign(brief.run(1));

            assertThat(site.controlPlane.awaitEnd(brief.run(1)).reason()).isInstanceOf(EndReason.Exited.class);
            assertThat(site.engine.faults().calls(Operation.START)).isEqualTo(1);
        }
    }
}
