package dev.berth.controlplane.agents;

import static dev.berth.controlplane.Installation.accepted;
import static dev.berth.controlplane.agents.SampleAgents.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.reconcile.AgentReconciler;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.lifecycle.AgentStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservePortsTest {

    private static final int FIRST = Installation.PORTS.first();
    private static final int LAST = Installation.PORTS.last();

    @TempDir
    Path folder;

    private Installation berth;
    private RivalStore rival;

    @BeforeEach
    void open() throws IOException {
        berth = Installation.in(folder, RivalStore::new);
        rival = (RivalStore) berth.store;
    }

    @AfterEach
    void close() {
        berth.close();
    }

    private static PortRequest auto(int container) {
        return new PortRequest(container, PortRequest.AUTO, PortRequest.LOOPBACK);
    }

    private static PortRequest at(int container, int host) {
        return new PortRequest(container, host, PortRequest.LOOPBACK);
    }

    private Decision<AgentRecord> deploy(String slug, PortRequest... ports) {
        return berth.deploy.deploy(Installation.asked(slug, StartPolicy.MANUAL, spec(List.of(ports))));
    }

    private Decision<AgentRecord> edit(AgentId agent, PortRequest... ports) {
        return berth.edit.edit(agent, seen -> Decision.accepted(SampleAgents.edit(seen, spec(List.of(ports)))));
    }

    private List<Integer> ports(AgentId agent) {
        return berth.record(agent).hostPorts().stream().map(HostPort::port).toList();
    }

    @Test
    void givesTheLowestFreePortsOfTheRange() {
        AgentId one = accepted(deploy("one", auto(8000), auto(8001))).agent().id();
        AgentId two = accepted(deploy("two", auto(8000))).agent().id();

        assertThat(ports(one)).containsExactly(FIRST, FIRST + 1);
        assertThat(ports(two)).containsExactly(FIRST + 2);
    }

    @Test
    void skipsPortsThatForeignProgramsHave() {
        berth.host.occupy(FIRST);
        berth.host.occupy(FIRST + 1);

        AgentId agent = accepted(deploy("one", auto(8000))).agent().id();

        assertThat(ports(agent)).containsExactly(FIRST + 2);
    }

    @Test
    void choosesAnotherPortForOneThatWasTakenBeforeTheStart() {
        AgentId agent =
                accepted(deploy("one", auto(8000), at(8001, 12_345))).agent().id();
        berth.host.occupy(FIRST);
        berth.host.occupyUnseen(FIRST);

        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(ports(agent)).containsExactly(FIRST + 1, 12_345);
        assertThat(berth.record(agent).agent().restarts()).isZero();
    }

    @Test
    void walksThroughTheRangeWhenItsHostDoesNotSeeWhatIsFree() {
        AgentId agent = accepted(deploy("one", auto(8000))).agent().id();
        for (int port = FIRST; port < LAST; port++) {
            berth.host.occupyUnseen(port);
        }

        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(ports(agent)).containsExactly(LAST);
    }

    @Test
    void waitsBeforeItBeginsTheRangeAnew() {
        AgentId agent = accepted(deploy("one", auto(8000))).agent().id();
        for (int port = FIRST; port <= LAST; port++) {
            berth.host.occupyUnseen(port);
        }

        accepted(berth.direct.start(agent));
        berth.rest();
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STARTING);
        assertThat(berth.standing(agent).reason()).contains("port", "taken");
        long tried = berth.record(agent).generation();
        berth.later(AgentReconciler.RESYNC);

        assertThat(tried).isEqualTo(LAST - FIRST + 1);
        assertThat(berth.record(agent).generation()).isGreaterThan(tried);
    }

    @Test
    void skipsPortsOfStoppedAgents() {
        AgentId stopped = berth.running("stopped", spec(List.of(auto(8000))));
        accepted(berth.direct.stop(stopped));
        berth.rest();

        AgentId next = accepted(deploy("next", auto(8000))).agent().id();

        assertThat(ports(next)).containsExactly(FIRST + 1);
    }

    @Test
    void saysWhenTheRangeIsUsedUp() {
        for (int port = FIRST; port <= LAST; port++) {
            berth.host.occupy(port);
        }

        assertThat(deploy("one", auto(8000))).isEqualTo(Decision.refused(new Refusal.PortsExhausted(FIRST, LAST)));
        assertThat(berth.store.all()).isEmpty();
    }

    @Test
    void givesThePortThatIsAskedForEvenBeyondTheRange() {
        AgentId agent = accepted(deploy("one", at(8000, 12_345))).agent().id();

        assertThat(ports(agent)).containsExactly(12_345);
    }

    @Test
    void refusesAPortThatSomebodyElseHasAndNamesIt() {
        berth.host.occupy(12_345);
        accepted(deploy("one", at(8000, 12_346)));

        assertThat(deploy("two", at(8000, 12_345))).isEqualTo(Decision.refused(new Refusal.PortTaken(12_345)));
        assertThat(deploy("two", auto(1), at(8000, 12_346))).isEqualTo(Decision.refused(new Refusal.PortTaken(12_346)));
        assertThat(deploy("two", at(1, 12_347), at(2, 12_347)))
                .isEqualTo(Decision.refused(new Refusal.PortTaken(12_347)));
    }

    @Test
    void keepsThePortsOfAnAgentThroughAnEdit() {
        AgentId agent = berth.running("one", spec(List.of(auto(8000), auto(8001))));
        berth.host.occupy(FIRST);
        berth.host.occupy(FIRST + 1);

        accepted(edit(agent, auto(8001), auto(8002)));

        assertThat(ports(agent)).containsExactly(FIRST + 1, FIRST + 2);
    }

    /// The agent's own container listens on it, so it looks taken.
    @Test
    void letsAnAgentMoveItsOwnPortToAnotherPortOfItsContainer() {
        AgentId agent = berth.running("one", spec(List.of(at(8000, 12_345))));
        berth.host.occupy(12_345);

        accepted(edit(agent, at(9000, 12_345)));

        assertThat(berth.record(agent).hostPorts())
                .containsExactly(new HostPort("local", 12_345, PortRequest.LOOPBACK, 9000));
    }

    @Test
    void tellsTwoRequestsForOnePortOfTheContainerApart() {
        AgentId agent = accepted(deploy("one", auto(8000), auto(8000))).agent().id();

        accepted(edit(agent, auto(8000), auto(8000), auto(8000)));

        assertThat(ports(agent)).containsExactly(FIRST, FIRST + 1, FIRST + 2);
    }

    @Test
    void givesUpPortsThatAnEditNoLongerAsksFor() {
        AgentId agent = accepted(deploy("one", auto(8000), auto(8001))).agent().id();

        accepted(edit(agent, auto(8001)));

        assertThat(ports(agent)).containsExactly(FIRST + 1);
        assertThat(ports(accepted(deploy("two", auto(8000))).agent().id())).containsExactly(FIRST);
    }

    @Test
    void takesTheNextPortAsOftenAsSomebodyElseIsFaster() {
        AgentId edited = berth.deployed("edited");
        rival.portRivals(12);
        AgentId deployed = accepted(deploy("one", auto(8000))).agent().id();
        rival.portRivals(5);
        accepted(edit(edited, auto(8000)));

        assertThat(ports(deployed)).containsExactly(FIRST + 12);
        assertThat(ports(edited)).containsExactly(FIRST + 18);
    }

    @Test
    void refusesThePortThatSomebodyElseTookAMomentAgo() {
        rival.portRivals(1);

        assertThat(deploy("one", auto(1), at(8000, 12_345))).isEqualTo(Decision.refused(new Refusal.PortTaken(12_345)));
    }

    @Test
    void givesTwentyParallelDeploysTwentyPorts() throws InterruptedException {
        List<Decision<AgentRecord>> decisions = inParallel(IntStream.range(0, 20)
                .<Callable<Decision<AgentRecord>>>mapToObj(i -> () -> deploy("agent-" + i, auto(8000)))
                .toList());

        assertThat(decisions).allSatisfy(each -> assertThat(each).isInstanceOf(Decision.Accepted.class));
        assertThat(berth.store.reservedPorts("local"))
                .extracting(HostPort::port)
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void givesTwentyParallelEditsTwentyPorts() throws InterruptedException {
        List<AgentId> agents = IntStream.range(0, 20)
                .mapToObj(i -> berth.deployed("agent-" + i))
                .toList();

        List<Decision<AgentRecord>> decisions = inParallel(agents.stream()
                .<Callable<Decision<AgentRecord>>>map(agent -> () -> edit(agent, auto(8000)))
                .toList());

        assertThat(decisions).allSatisfy(each -> assertThat(each).isInstanceOf(Decision.Accepted.class));
        assertThat(berth.store.reservedPorts("local"))
                .extracting(HostPort::port)
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesOnlyTheDeploysThatFindTheRangeUsedUp() throws InterruptedException {
        int fit = LAST - FIRST + 1;
        List<Decision<AgentRecord>> decisions = inParallel(IntStream.range(0, fit + 5)
                .<Callable<Decision<AgentRecord>>>mapToObj(i -> () -> deploy("agent-" + i, auto(8000)))
                .toList());

        assertThat(decisions.stream().filter(Decision.Accepted.class::isInstance))
                .hasSize(fit);
        assertThat(decisions).contains(Decision.refused(new Refusal.PortsExhausted(FIRST, LAST)));
    }

    private static <T> List<T> inParallel(List<Callable<T>> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(work).stream().map(Future::resultNow).toList();
        }
    }

    @Test
    void refusesARangeThatIsNone() {
        assertThatThrownBy(() -> new ReservePorts.Range(9500, 9000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a range of ports: 9500-9000");
        assertThatThrownBy(() -> new ReservePorts.Range(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReservePorts.Range(1, 65_536)).isInstanceOf(IllegalArgumentException.class);
    }
}
