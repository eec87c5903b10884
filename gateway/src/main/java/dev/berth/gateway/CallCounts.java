package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// How many calls of each agent are under way or waiting.
final class CallCounts {

    private static final Count NONE = new Count(0, 0);

    private final ConcurrentMap<AgentId, Count> underWay = new ConcurrentHashMap<>();
    private final ConcurrentMap<AgentId, Instant> lastEnded = new ConcurrentHashMap<>();
    private final int limit;

    CallCounts(int limit) {
        this.limit = limit;
    }

    /// The calls of one agent.
    ///
    /// @param all at the agent or on their way to it, and held
    /// @param held those of them that wait at the gate: none of these is at the agent
    record Count(int all, int held) {

        int atWork() {
            return all - held;
        }
    }

    /// Counts one more call, unless the agent has as many as it may have.
    boolean enter(AgentId agent) {
        boolean[] entered = {true};
        underWay.compute(agent, (_, known) -> {
            Count count = known == null ? NONE : known;
            entered[0] = count.all() < limit;
            return entered[0] ? new Count(count.all() + 1, count.held()) : count;
        });
        return entered[0];
    }

    /// One of the calls waits at the gate from now on.
    void hold(AgentId agent) {
        underWay.computeIfPresent(agent, (_, count) -> new Count(count.all(), count.held() + 1));
    }

    /// One of those that waited goes on. Called before anybody looks where it goes.
    void letGo(AgentId agent) {
        underWay.computeIfPresent(agent, (_, count) -> new Count(count.all(), count.held() - 1));
    }

    /// While others are under way, nobody asks when this one ended.
    ///
    /// @param held whether it waited at the gate
    void leave(AgentId agent, boolean held) {
        underWay.computeIfPresent(agent, (_, count) -> {
            if (count.all() > 1) {
                return new Count(count.all() - 1, count.held() - (held ? 1 : 0));
            }
            lastEnded.put(agent, Instant.now());
            return null;
        });
    }

    /// When the agent had a call last; [Instant#EPOCH] when it never had one. Of no meaning while it has some.
    Instant lastEnded(AgentId agent) {
        return lastEnded.getOrDefault(agent, Instant.EPOCH);
    }

    Count of(AgentId agent) {
        return underWay.getOrDefault(agent, NONE);
    }
}
