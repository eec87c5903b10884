package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.InstanceId;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.hostd.instances.Question.Answer;
import dev.berth.kit.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Makes the health checks of this host, away from the lanes of the agents: one that hangs holds up nothing but the
/// next check of the same instance.
///
/// At most [#MOST_CALLS] calls and [#MOST_COMMANDS] commands are under way at once; others wait for their turn, and
/// their time begins when they have it.
final class Checks implements AutoCloseable {

    static final int MOST_CALLS = 256;
    static final int MOST_COMMANDS = 8;

    private final Probe probe;
    private final InstantSource clock;
    private final Consumer<AgentId> answered;
    private final Semaphore calls = new Semaphore(MOST_CALLS, true);
    private final Semaphore commands = new Semaphore(MOST_COMMANDS, true);
    private final Map<InstanceId, Question> asked = new ConcurrentHashMap<>();
    private final Lanes<InstanceId> lanes = new Lanes<>("hostd-check", this::pass);

    /// @param answered is called when a question has its answer; must not block
    Checks(Probe probe, InstantSource clock, Consumer<AgentId> answered) {
        this.probe = probe;
        this.clock = clock;
        this.answered = answered;
    }

    /// Has a check made soon. Never blocks. A newer question of the same instance is answered after the older.
    void ask(InstanceId instance, Question question) {
        asked.put(instance, question);
        lanes.signal(instance);
    }

    private Duration pass(InstanceId instance) throws InterruptedException {
        Question question = asked.remove(instance);
        if (question != null) {
            Answer answer = new Answer.Unknown();
            try {
                answer = inTurn(question);
            } catch (EngineUnreachable _) {
                // Whoever looks at the container next finds that out and tells it.
            } finally {
                question.answer(answer);
                answered.accept(instance.agent());
            }
        }
        return Lanes.REST;
    }

    private Answer inTurn(Question question) throws InterruptedException {
        Semaphore turns = question.check instanceof HealthCheck.Command ? commands : calls;
        turns.acquire();
        try {
            Instant at = clock.instant();
            long begun = System.nanoTime();
            Probe.Look look = probe.look(question.container, question.reach, question.check, question.left);
            return new Answer.Found(at, Duration.ofNanos(System.nanoTime() - begun), look);
        } finally {
            turns.release();
        }
    }

    /// Breaks off what is under way.
    @Override
    public void close() {
        lanes.close();
    }
}
