package dev.berth.controlplane.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitAgentTest {

    private static final AgentId AGENT = SampleAgents.id(1);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final AwaitAgent await = new AwaitAgent();

    private static AgentView view(AgentStatus status) {
        AgentRecord record = new AgentRecord(
                1,
                SampleAgents.agent(1, "one"),
                SampleAgents.spec(),
                Optional.empty(),
                SampleAgents.spec(),
                List.of(),
                Optional.empty());
        return new AgentView(record, new Standing(status, "x."));
    }

    private static boolean runs(AgentView seen) {
        return seen.standing().status() == AgentStatus.RUNNING;
    }

    @Test
    void returnsAtOnceWhatIsThereAlready() throws InterruptedException {
        assertThat(await.until(AGENT, () -> Optional.of(view(AgentStatus.RUNNING)), AwaitAgentTest::runs, LONG))
                .contains(view(AgentStatus.RUNNING));
    }

    @Test
    void returnsWhatIsThereWhenTheTimeIsUp() throws InterruptedException {
        assertThat(await.until(
                        AGENT,
                        () -> Optional.of(view(AgentStatus.STARTING)),
                        AwaitAgentTest::runs,
                        Duration.ofMillis(10)))
                .contains(view(AgentStatus.STARTING));
        assertThat(await.until(
                        AGENT, () -> Optional.of(view(AgentStatus.STARTING)), AwaitAgentTest::runs, Duration.ZERO))
                .contains(view(AgentStatus.STARTING));
    }

    @Test
    void returnsNothingForAnAgentThatIsGone() throws InterruptedException {
        assertThat(await.until(AGENT, Optional::empty, AwaitAgentTest::runs, LONG))
                .isEmpty();
    }

    @Test
    void keepsNothingForAnAgentThatIsGone() throws InterruptedException {
        CompletableFuture<Void> waiting = await.next(AGENT);

        await.until(AGENT, Optional::empty, AwaitAgentTest::runs, LONG);

        assertThat(waiting).isCompleted();
    }

    /// The change comes after the look and before the wait: it must not be waited for in vain.
    @Test
    void missesNoChangeThatComesWhileItLooks() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();

        Optional<AgentView> seen = await.until(
                AGENT,
                () -> {
                    AgentStatus status = looks.incrementAndGet() < 5 ? AgentStatus.STARTING : AgentStatus.RUNNING;
                    await.changed(AGENT);
                    return Optional.of(view(status));
                },
                AwaitAgentTest::runs,
                LONG);

        assertThat(seen).contains(view(AgentStatus.RUNNING));
        assertThat(looks).hasValue(5);
    }

    @Test
    void wakesEveryoneWhoWaits() throws InterruptedException, ExecutionException {
        AtomicInteger status = new AtomicInteger();
        CountDownLatch looked = new CountDownLatch(20);
        Callable<Optional<AgentView>> waiter = () -> await.until(
                AGENT,
                () -> {
                    AgentStatus now = status.get() == 0 ? AgentStatus.STARTING : AgentStatus.RUNNING;
                    looked.countDown();
                    return Optional.of(view(now));
                },
                AwaitAgentTest::runs,
                LONG);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<AgentView>>> waiting =
                    IntStream.range(0, 20).mapToObj(_ -> threads.submit(waiter)).toList();
            assertThat(looked.await(50, TimeUnit.SECONDS)).isTrue();
            status.set(1);
            await.changed(AGENT);

            for (Future<Optional<AgentView>> each : waiting) {
                assertThat(each.get()).contains(view(AgentStatus.RUNNING));
            }
        }
    }

    @Test
    void leavesThoseAloneWhoWaitForAnotherAgent() {
        CompletableFuture<Void> other = await.next(SampleAgents.id(2));
        CompletableFuture<Void> mine = await.next(AGENT);

        await.changed(AGENT);

        assertThat(mine).isCompleted();
        assertThat(other).isNotDone();
        assertThat(await.next(AGENT)).isNotDone();
    }
}
