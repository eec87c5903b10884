package dev.berth.controlplane.agents;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.Installation;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changes among rivals, and the memory of what was written.
class AgentWritesTest {

    @TempDir
    Path folder;

    private Installation berth;
    private RivalStore rival;
    private AgentId agent;

    @BeforeEach
    void open() throws IOException {
        berth = Installation.in(folder, RivalStore::new);
        rival = (RivalStore) berth.store;
        agent = berth.deployed("one");
    }

    @AfterEach
    void close() {
        berth.close();
    }

    private static Decision<Optional<AgentChange>> note(AgentRecord seen, String what) {
        return Decision.accepted(Optional.of(AgentChange.of(seen).note("noted", what, 0, SampleAgents.NOON)));
    }

    @Test
    void decidesAgainOnWhatARivalWrote() {
        List<Long> decidedOn = new ArrayList<>();
        rival.rivals(3);

        AgentRecord written = accepted(berth.writes.change(agent, seen -> {
            decidedOn.add(seen.version());
            return note(seen, "mine");
        }));

        assertThat(decidedOn).containsExactly(1L, 2L, 3L, 4L);
        assertThat(written.version()).isEqualTo(5);
        assertThat(berth.directory.find(agent)).contains(written);
        assertThat(berth.store.events(agent, 0, 10))
                .extracting(AgentEvent::kind)
                .containsExactly("created", "rival", "rival", "rival", "noted");
    }

    @Test
    void changesNothingWhenADecisionIsARefusalAfterAll() {
        rival.rivals(1);

        Decision<AgentRecord> decision = berth.writes.change(
                agent, seen -> seen.version() == 1 ? note(seen, "mine") : Decision.refused(new Refusal.PortTaken(1)));

        assertThat(decision).isEqualTo(Decision.refused(new Refusal.PortTaken(1)));
        assertThat(berth.store.events(agent, 0, 10))
                .extracting(AgentEvent::kind)
                .doesNotContain("noted");
    }

    @Test
    void writesNothingWhenNothingChanges() {
        AgentRecord before = berth.record(agent);

        assertThat(berth.writes.change(agent, _ -> Decision.accepted(Optional.empty())))
                .isEqualTo(Decision.accepted(before));
        assertThat(rival.writes()).isZero();
    }

    @Test
    void givesUpInAFiniteTimeAndSaysThatRetryingIsSafe() {
        rival.rivals(Integer.MAX_VALUE);

        assertThatThrownBy(() -> berth.writes.change(agent, seen -> note(seen, "mine")))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("others kept being faster");
    }

    @Test
    void refusesAnAgentThatIsUnknownOrGoneMeanwhile() {
        AgentId stranger = new AgentId("f".repeat(32));
        assertThat(berth.writes.change(stranger, seen -> note(seen, "mine")))
                .isEqualTo(Decision.refused(new Refusal.AgentUnknown(stranger.value())));

        berth.store.remove(agent);
        assertThat(berth.writes.change(agent, seen -> note(seen, "mine")))
                .isEqualTo(Decision.refused(new Refusal.AgentUnknown(agent.value())));
        assertThat(berth.directory.find(agent)).isEmpty();
    }

    @Test
    void letsEveryOneOfManyParallelWritersThrough() throws InterruptedException {
        List<Callable<Decision<AgentRecord>>> writers = IntStream.range(0, 64)
                .<Callable<Decision<AgentRecord>>>mapToObj(i ->
                        () -> berth.writes.change(agent, seen -> note(seen, "writer " + i)))
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(writers))
                    .allSatisfy(each -> assertThat(each.state()).isEqualTo(Future.State.SUCCESS));
        }

        assertThat(berth.store.events(agent, 0, 100))
                .extracting(AgentEvent::sequence)
                .hasSize(65);
    }

    @Test
    void tellsItsListenersAfterTheChangeCanBeSeen() {
        List<String> told = new ArrayList<>();
        berth.directory.subscribe(id -> told.add(berth.directory
                .find(id)
                .map(record -> record.agent().profile().description())
                .orElse("gone")));

        accepted(berth.edit.edit(
                agent,
                seen -> Decision.accepted(new AgentEdit(
                        new Agent.Profile("one", "new words", "", Map.of(), "{}"),
                        seen.agent().conduct(),
                        Optional.empty(),
                        seen.spec()))));
        accepted(berth.direct.remove(agent, false, false));
        berth.rest();

        assertThat(told).startsWith("new words").endsWith("gone");
    }

    /// A pass reads everything while somebody deploys: the new agent must not vanish from sight until the next one.
    @Test
    void keepsInSightWhatIsAddedWhileEverythingIsReadAnew() {
        List<AgentId> added = new ArrayList<>();
        rival.whileReadingAll(() -> added.add(berth.deployed("two")));

        berth.reconciler.pass();

        assertThat(added)
                .singleElement()
                .satisfies(id -> assertThat(berth.directory.find(id)).isPresent());
    }

    @Test
    void doesNotBringBackWhatIsRemovedWhileEverythingIsReadAnew() {
        rival.whileReadingAll(() -> berth.writes.remove(agent));

        berth.reconciler.pass();

        assertThat(berth.directory.find(agent)).isEmpty();
        assertThat(berth.directory.all()).isEmpty();
    }

    @Test
    void forgetsAtAReloadWhatAnotherProcessRemoved() {
        berth.store.remove(agent);

        berth.reconciler.pass();

        assertThat(berth.directory.find(agent)).isEmpty();
    }
}
