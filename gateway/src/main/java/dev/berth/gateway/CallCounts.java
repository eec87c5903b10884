package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// How many calls of each agent are under way or waiting.
final class CallCounts {

    private final ConcurrentMap<AgentId, Integer> underWay = new ConcurrentHashMap<>();
    private final ConcurrentMap<AgentId, Instant> lastEnded = new ConcurrentHashMap<>();
    private final int limit;

    CallCounts(int limit) {
        this.limit = limit;
    }

    /// Counts one more call, unless the agent has as many as it may have.
    boolean enter(AgentId agent) {
        boolean[] entered = {true};
        underWay.merge(agent, 1, (count, one) -> {
            entered[0] = count < limit;
            return entered[0] ? count + one : count;
        });
        return entered[0];
    }

    void leave(AgentId agent, Instant now) {
        lastEnded.put(agent, now);
        underWay.computeIfPresent(agent, (_, count) -> count == 1 ? null : count - 1);
    }

    /// When a call of the agent ended last; [Instant#EPOCH] when none did.
    Instant lastEnded(AgentId agent) {
        return lastEnded.getOrDefault(agent, Instant.EPOCH);
    }

    int of(AgentId agent) {
        return underWay.getOrDefault(agent, 0);
    }
}
