package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Waits until an agent has become what a caller is waiting for.
public final class AwaitAgent {

    private final ConcurrentMap<AgentId, CompletableFuture<Void>> nextChange = new ConcurrentHashMap<>();

    /// Tells everyone who waits for this agent to look again.
    public void changed(AgentId agent) {
        CompletableFuture<Void> waiting = nextChange.remove(agent);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /// Completes when the agent changes next. Take it before looking, so that no change is missed.
    public CompletableFuture<Void> next(AgentId agent) {
        return nextChange.computeIfAbsent(agent, _ -> new CompletableFuture<>());
    }

    /// Looks now and after each change, until the condition holds, the agent is gone, or the time is up.
    ///
    /// @param look reads the agent; empty when it is gone
    /// @return what was seen last
    public Optional<AgentView> until(AgentId agent, Look look, Predicate<AgentView> condition, Duration limit)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            CompletableFuture<Void> change = next(agent);
            Optional<AgentView> seen = look.look();
            if (seen.isEmpty()) {
                changed(agent);
                return seen;
            }
            long left = end - System.nanoTime();
            if (condition.test(seen.get()) || left <= 0) {
                return seen;
            }
            waitFor(change, left);
        }
    }

    /// Reads an agent.
    @FunctionalInterface
    public interface Look {
        Optional<AgentView> look();
    }

    private static void waitFor(CompletableFuture<Void> change, long nanos) throws InterruptedException {
        try {
            change.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // The caller looks once more and sees that the time is up.
        } catch (ExecutionException e) {
            throw new IllegalStateException("a change never fails", e);
        }
    }
}
