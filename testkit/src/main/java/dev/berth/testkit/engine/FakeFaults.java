package dev.berth.testkit.engine;

import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.EngineUnreachable.Obstacle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What goes wrong at a [FakeEngine], and how often each operation was asked for.
///
/// Faults of one operation are used up in the order in which they were planted.
public final class FakeFaults {

    /// The operations of the port that can be made to fail.
    public enum Operation {
        INFO,
        CREATE,
        START,
        STOP,
        KILL,
        PAUSE,
        UNPAUSE,
        RENAME,
        REMOVE,
        INSPECT,
        LIST,
        LOGS,
        STATS,
        EXEC,
        PULL,
        IMPORT,
        INSPECT_IMAGE,
        REMOVE_IMAGE,
        ENSURE_NETWORK,
        INSPECT_NETWORK,
        REMOVE_NETWORK,
        CREATE_VOLUME,
        INSPECT_VOLUME,
        REMOVE_VOLUME
    }

    private sealed interface Fault {

        record Fail(EngineFailure failure) implements Fault {}

        record LoseAnswer() implements Fault {}
    }

    // Protects everything below.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<Operation, Deque<Fault>> planted = new EnumMap<>(Operation.class);
    private final Map<Operation, EngineFailure> lasting = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> waiting = new EnumMap<>(Operation.class);
    private final Set<Operation> held = EnumSet.noneOf(Operation.class);
    private boolean down;

    FakeFaults() {}

    /// The engine answers nothing any more. Its containers run on.
    public void engineDown() {
        locked(() -> down = true);
    }

    public void engineUp() {
        locked(() -> down = false);
    }

    /// The next call of the operation fails and does nothing.
    public void failNext(Operation operation, EngineFailure failure) {
        locked(() -> queueOf(operation).add(new Fault.Fail(failure)));
    }

    /// The next call of the operation is carried out, but its caller is told that the engine did not answer.
    public void loseNextAnswer(Operation operation) {
        locked(() -> queueOf(operation).add(new Fault.LoseAnswer()));
    }

    /// Every call of the operation fails and does nothing, until [#heal].
    public void failAlways(Operation operation, EngineFailure failure) {
        locked(() -> lasting.put(operation, failure));
    }

    /// Takes back every fault of the operation that is not used up.
    public void heal(Operation operation) {
        locked(() -> {
            planted.remove(operation);
            lasting.remove(operation);
        });
    }

    /// Calls of the operation wait before they do anything, until [#release].
    public void hold(Operation operation) {
        locked(() -> held.add(operation));
    }

    public void release(Operation operation) {
        locked(() -> {
            held.remove(operation);
            released.signalAll();
        });
    }

    /// How many calls wait because of [#hold].
    public int waiting(Operation operation) {
        return got(() -> waiting.getOrDefault(operation, 0));
    }

    /// How often the operation was asked for, failed calls included.
    public int calls(Operation operation) {
        return got(() -> calls.getOrDefault(operation, 0));
    }

    boolean isDown() {
        return got(() -> down);
    }

    <T> T around(Operation operation, Supplier<T> work) {
        boolean answerLost = before(operation);
        T result = work.get();
        if (answerLost) {
            throw new EngineUnreachable(Obstacle.BROKEN, "the connection broke before it answered", null);
        }
        return result;
    }

    /// @return whether the answer is to be lost
    private boolean before(Operation operation) {
        lock.lock();
        try {
            calls.merge(operation, 1, Integer::sum);
            awaitRelease(operation);
            if (down) {
                throw new EngineUnreachable(Obstacle.NOT_LISTENING, "it is down", null);
            }
            if (lasting.containsKey(operation)) {
                throw lasting.get(operation);
            }
            Fault fault = queueOf(operation).poll();
            if (fault instanceof Fault.Fail fail) {
                throw fail.failure();
            }
            return fault != null;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease(Operation operation) {
        waiting.merge(operation, 1, Integer::sum);
        try {
            while (held.contains(operation)) {
                released.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineUnreachable(Obstacle.INTERRUPTED, "interrupted", e);
        } finally {
            waiting.merge(operation, -1, Integer::sum);
        }
    }

    private Deque<Fault> queueOf(Operation operation) {
        return planted.computeIfAbsent(operation, _ -> new ArrayDeque<>());
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T got(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }
}
