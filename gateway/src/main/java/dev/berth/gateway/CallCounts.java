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

    /// While others are under way, nobody asks when this one ended.
    void leave(AgentId agent) {
        underWay.computeIfPresent(agent, (_, count) -> {
            if (count > 1) {
                return count - 1;
            }
            lastEnded.put(agent, Instant.now());
            return null;
        });
    }

    /// When the agent had a call last; [Instant#EPOCH] when it never had one. Of no meaning while it has some.
    Instant lastEnded(AgentId agent) {
        return lastEnded.getOrDefault(agent, Instant.EPOCH);
    }

    int of(AgentId agent) {
        return underWay.getOrDefault(agent, 0);
    }
}
