package dev.berth.hostd.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.hostd.instances.Question.Answer;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeEngine;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChecksTest {

    private static final HealthCheck COMMAND =
            new HealthCheck.Command(List.of("act", "exit=0"), HealthCheck.Timing.DEFAULT);
    private static final Reach NOWHERE = new Reach.Nowhere("It has no network.");

    private final FakeEngine engine = new FakeEngine();
    private final AtomicInteger answered = new AtomicInteger();
    private final Checks checks =
            new Checks(new Probe(engine.containers()), InstantSource.system(), _ -> answered.incrementAndGet());

    @AfterEach
    void close() {
        engine.faults().release(Operation.EXEC);
        checks.close();
    }

    private static InstanceId instance() {
        return new InstanceId(AgentId.of(UUID.randomUUID()), 1);
    }

    private static Question question() {
        return new Question(new ContainerId("0".repeat(64)), NOWHERE, COMMAND, null);
    }

    @Test
    void runsOnlySoManyCommandsAtOnceAndAllInTheEnd() {
        engine.faults().hold(Operation.EXEC);
        int all = 3 * Checks.MOST_COMMANDS;

        IntStream.range(0, all).forEach(_ -> checks.ask(instance(), question()));

        Eventually.holds("some are under way", () -> engine.faults().waiting(Operation.EXEC) == Checks.MOST_COMMANDS);
        assertThat(engine.faults().calls(Operation.EXEC)).isEqualTo(Checks.MOST_COMMANDS);
        engine.faults().release(Operation.EXEC);
        Eventually.holds("all are answered", () -> answered.get() == all);
    }

    @Test
    void holdsUpNoCallsWithCommandsThatHang() {
        engine.faults().hold(Operation.EXEC);
        IntStream.range(0, Checks.MOST_COMMANDS).forEach(_ -> checks.ask(instance(), question()));
        Question call = new Question(
                new ContainerId("0".repeat(64)), NOWHERE, new HealthCheck.Tcp(HealthCheck.Timing.DEFAULT), null);

        checks.ask(instance(), call);

        Eventually.holds("the call is answered", () -> call.answer().isPresent());
    }

    @Test
    void blamesNoAgentForAnEngineThatDoesNotAnswer() {
        engine.faults()
                .failNext(
                        Operation.EXEC,
                        new EngineUnreachable(EngineUnreachable.Obstacle.BROKEN, "it was killed", null));
        Question question = question();

        checks.ask(instance(), question);

        Eventually.holds("it is answered", () -> question.answer().isPresent());
        assertThat(question.answer()).contains(new Answer.Unknown());
    }
}
