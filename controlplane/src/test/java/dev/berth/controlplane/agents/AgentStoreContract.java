package dev.berth.controlplane.agents;

import static dev.berth.controlplane.agents.SampleAgents.NOON;
import static dev.berth.controlplane.agents.SampleAgents.adding;
import static dev.berth.controlplane.agents.SampleAgents.agent;
import static dev.berth.controlplane.agents.SampleAgents.id;
import static dev.berth.controlplane.agents.SampleAgents.placed;
import static dev.berth.controlplane.agents.SampleAgents.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.agents.AgentStore.Outcome;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.lifecycle.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [AgentStore] must do. The tests of each database extend it.
public abstract class AgentStoreContract {

    private AgentStore store;

    /// An empty store; the same one may be asked for again by [#reopened].
    protected abstract AgentStore empty() throws Exception;

    /// The same store, opened by another process.
    protected abstract AgentStore reopened() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = empty();
    }

    private AgentRecord added(int number, String slug) {
        return store.add(adding(agent(number, slug), spec())).record().orElseThrow();
    }

    @Test
    void readsWhatWasAdded() {
        AgentRecord written = added(1, "one");

        assertThat(store.find(id(1))).contains(written);
        assertThat(written.agent()).isEqualTo(agent(1, "one"));
        assertThat(written.spec()).isEqualTo(spec());
        assertThat(written.latest()).isEmpty();
        assertThat(store.find(id(2))).isEmpty();
    }

    @Test
    void keepsSecretsForTheNextProcess() throws Exception {
        Map<String, Secret> secrets = Map.of("KEY", new Secret("hunter2"));
        store.add(adding(agent(1, "one"), spec("image", secrets)));

        AgentRecord read = reopened().find(id(1)).orElseThrow();

        assertThat(read.spec().program().secrets()).isEqualTo(secrets);
    }

    @Test
    void keepsHowCallsAndSleepAreDealtWith() throws Exception {
        Conduct conduct = Conduct.DEFAULT
                .open(true)
                .with(StartPolicy.ON_DEMAND)
                .with(CallPolicy.DEFAULT.with(JournalTerms.DEFAULT.withMode(JournalTerms.Mode.OFF)))
                .with(new IdlePolicy(Optional.of(Duration.ofMinutes(1)), Optional.empty(), 0.5));
        AgentRecord seen = added(1, "one");
        Agent agent = seen.agent();
        Agent edited = new Agent(
                agent.id(),
                agent.slug(),
                agent.profile(),
                agent.kind(),
                agent.owner(),
                conduct,
                agent.wish(),
                agent.latest(),
                agent.restarts(),
                agent.createdAt(),
                agent.updatedAt());
        store.write(AgentChange.of(seen).agent(edited));

        assertThat(reopened().find(id(1)).orElseThrow().agent().conduct()).isEqualTo(conduct);
    }

    /// Of a database as an earlier version left it: agent 1 was public and started by hand.
    protected static void formerAgentsAreReadFrom(AgentStore store) {
        assertThat(store.find(id(1)).orElseThrow().agent().conduct())
                .isEqualTo(Conduct.DEFAULT.with(StartPolicy.MANUAL).open(true));
        assertThat(store.find(id(2)).orElseThrow().agent().conduct()).isEqualTo(Conduct.DEFAULT);
        assertThat(store.find(id(2)).orElseThrow().spec()).isEqualTo(spec());
        assertThat(store.find(id(1)).orElseThrow().latest().orElseThrow().id().generation())
                .isEqualTo(3);
        assertThat(store.find(id(1)).orElseThrow().beside()).isEmpty();
        assertThat(store.find(id(2)).orElseThrow().latest()).isEmpty();
    }

    @Test
    void refusesASecondAgentWithTheSlug() {
        added(1, "shop");

        assertThat(store.add(adding(agent(2, "shop"), spec())).outcome()).isEqualTo(Outcome.SLUG_TAKEN);
        assertThat(store.find(id(2))).isEmpty();
    }

    @Test
    void refusesAWriteThatWasDecidedOnAnOlderVersion() {
        AgentRecord seen = added(1, "one");
        Wish run = seen.agent().wish().run("go", NOON);
        AgentChange change = AgentChange.of(seen).agent(seen.agent().with(run));

        assertThat(store.write(change).outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(store.write(change).outcome()).isEqualTo(Outcome.STALE);
        assertThat(store.find(id(1)).orElseThrow().agent().wish()).isEqualTo(run);
    }

    @Test
    void letsOneOfManyParallelWritersWin() throws Exception {
        AgentRecord seen = added(1, "one");
        List<Callable<Outcome>> writers = IntStream.range(0, 16)
                .<Callable<Outcome>>mapToObj(i ->
                        () -> store.write(AgentChange.of(seen).note("try", "writer " + i, 0, NOON))
                                .outcome())
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Outcome> outcomes =
                    threads.invokeAll(writers).stream().map(Future::resultNow).toList();
            assertThat(outcomes).containsOnlyOnce(Outcome.WRITTEN);
            assertThat(outcomes.stream().filter(Outcome.STALE::equals)).hasSize(15);
        }
        assertThat(store.events(id(1), 0, 100)).hasSize(2);
    }

    @Test
    void keepsAnInstanceAndItsChanges() {
        AgentRecord seen = added(1, "one");
        Run run = placed(id(1), 1);
        AgentRecord placed =
                store.write(AgentChange.of(seen).placed(run)).record().orElseThrow();
        assertThat(placed.latest()).contains(run);

        Run second = placed(id(1), 2);
        AgentRecord later =
                store.write(AgentChange.of(placed).placed(second)).record().orElseThrow();

        assertThat(later.latest()).contains(second);
        assertThat(store.runs(id(1), 10)).containsExactly(second, run);
        assertThat(store.all()).containsExactly(later);
    }

    @Test
    void tellsTheSpecInForceFromTheNewestOne() {
        AgentRecord seen = added(1, "one");
        AgentRecord running = store.write(AgentChange.of(seen).placed(placed(id(1), 1)))
                .record()
                .orElseThrow();
        Agent revised = revised(running.agent());

        AgentRecord edited = store.write(AgentChange.of(running).agent(revised).spec(spec("other:2", Map.of())))
                .record()
                .orElseThrow();

        assertThat(edited.spec().program().image()).isEqualTo("other:2");
        assertThat(edited.inForce()).isEqualTo(spec());
        assertThat(store.all()).containsExactly(edited);
        assertThat(store.revisions(id(1)))
                .extracting(each -> each.revision().number())
                .containsExactly(1, 2);
    }

    @Test
    void marksARevisionThatTurnedOutToBeNoGood() {
        AgentRecord one = added(1, "one");
        AgentRecord two = store.write(
                        AgentChange.of(one).agent(revised(one.agent())).spec(SampleAgents.spec("image:2")))
                .record()
                .orElseThrow();

        store.write(AgentChange.of(two).failed(two.agent().latest(), "It was not ready."));

        assertThat(store.revisions(id(1)))
                .extracting(AgentStore.RevisionEntry::failure)
                .containsExactly("", "It was not ready.");
    }

    @Test
    void keepsTheInstanceBesideTheOneInCharge() {
        AgentRecord seen = added(1, "one");
        AgentRecord placed = store.write(AgentChange.of(seen).placed(placed(id(1), 1)))
                .record()
                .orElseThrow();

        store.write(AgentChange.of(placed).placedBeside(placed(id(1), 2)));

        AgentRecord both = store.find(id(1)).orElseThrow();
        assertThat(both.latest().orElseThrow().id().generation()).isEqualTo(1);
        assertThat(both.besideRun().orElseThrow().id().generation()).isEqualTo(2);
        assertThat(both.generation()).isEqualTo(2);
        assertThat(store.all()).contains(both);

        store.write(AgentChange.of(both).lineup(2, 1));

        AgentRecord changedOver = store.find(id(1)).orElseThrow();
        assertThat(changedOver.latest().orElseThrow().id().generation()).isEqualTo(2);
        assertThat(changedOver.besideRun().orElseThrow().id().generation()).isEqualTo(1);
        assertThat(changedOver.generation()).isEqualTo(2);
    }

    @Test
    void keepsTheSpecOfEachInstance() {
        AgentRecord seen = added(1, "one");
        AgentRecord placed = store.write(AgentChange.of(seen).placed(placed(id(1), 1)))
                .record()
                .orElseThrow();
        AgentSpec next = SampleAgents.spec("image:2");
        Agent edited = revised(placed.agent());
        AgentRecord revised = store.write(AgentChange.of(placed).agent(edited).spec(next))
                .record()
                .orElseThrow();

        store.write(AgentChange.of(revised).placedBeside(placed(id(1), 2).known(edited.latest())));

        AgentRecord both = store.find(id(1)).orElseThrow();
        assertThat(both.inForce()).isEqualTo(seen.spec());
        assertThat(both.beside().orElseThrow().spec()).isEqualTo(next);
        assertThat(store.all()).contains(both);
    }

    @Test
    void keepsARolloutWithTheWish() {
        AgentRecord one = added(1, "one");
        Rollout rollout = new Rollout(
                Rollout.Phase.WENT_BACK,
                Revision.FIRST,
                Revision.FIRST.next(),
                one.agent().profile(),
                Duration.ofSeconds(90),
                "It went back.",
                3);
        Wish wish = one.agent()
                .wish()
                .run("x", NOON)
                .rolling(rollout, "It went back.")
                .atOnce(true);

        store.write(AgentChange.of(one).agent(one.agent().with(wish)));

        assertThat(store.find(id(1)).orElseThrow().agent().wish()).isEqualTo(wish);
    }

    private static Agent revised(Agent agent) {
        return new Agent(
                agent.id(),
                agent.slug(),
                agent.profile(),
                agent.kind(),
                agent.owner(),
                agent.conduct(),
                agent.wish(),
                agent.latest().next(),
                agent.restarts(),
                agent.createdAt(),
                NOON.plusSeconds(60));
    }

    @Test
    void reservesAPortForOneAgentOnly() {
        AgentRecord one = added(1, "one");
        AgentRecord two = added(2, "two");
        HostPort port = new HostPort("local", 9000, "127.0.0.1", 8000);
        store.write(AgentChange.of(one).hostPorts(List.of(port)));

        assertThat(store.write(AgentChange.of(two)
                                .hostPorts(List.of(new HostPort("local", 9000, "0.0.0.0", 80)))
                                .note("ports", "never seen", 0, NOON))
                        .outcome())
                .isEqualTo(Outcome.PORT_TAKEN);
        assertThat(store.reservedPorts("local")).containsExactly(port);
        assertThat(store.find(id(2)).orElseThrow()).isEqualTo(two);

        store.remove(id(1));
        assertThat(store.reservedPorts("local")).isEmpty();
    }

    @Test
    void listsInTheOrderOfCreation() {
        added(3, "three");
        added(1, "one");
        added(2, "two");

        assertThat(store.all()).extracting(each -> each.agent().slug().value()).containsExactly("one", "two", "three");
    }

    @Test
    void keepsTheNewestFiveHundredEvents() {
        AgentRecord seen = added(1, "one");
        for (int i = 2; i <= 510; i++) {
            seen = store.write(AgentChange.of(seen).note("tick", "event " + i, 0, NOON))
                    .record()
                    .orElseThrow();
        }

        assertThat(store.events(id(1), 0, 3)).extracting(AgentEvent::sequence).containsExactly(11L, 12L, 13L);
        assertThat(store.events(id(1), 509, 100)).extracting(AgentEvent::reason).containsExactly("event 510");
    }

    @Test
    void forgetsEverythingAboutARemovedAgent() {
        AgentRecord seen = added(1, "one");
        store.write(AgentChange.of(seen).placed(placed(id(1), 1)));

        store.remove(id(1));

        assertThat(store.find(id(1))).isEmpty();
        assertThat(store.runs(id(1), 10)).isEmpty();
        assertThat(store.events(id(1), 0, 10)).isEmpty();
        assertThat(store.add(adding(agent(4, "one"), spec())).outcome()).isEqualTo(Outcome.WRITTEN);
    }
}
