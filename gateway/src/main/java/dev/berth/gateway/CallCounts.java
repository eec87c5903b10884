package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// How many calls of each agent are under way or waiting.
final class CallCounts {

    private static final Count NONE = new Count(0, 0, null, 0);

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
    /// @param newest the newest instance that one of them was brought to; null when none was
    /// @param atNewest those of them that were brought to it
    record Count(int all, int held, @Nullable InstanceId newest, int atNewest) {

        int atWork() {
            return all - held;
        }

        /// Those that an instance has, or may be about to get.
        int at(InstanceId instance) {
            return newest != null && newest.fences(instance) ? atWork() - atNewest : atWork();
        }

        private Count with(int changedAll, int changedHeld) {
            return new Count(changedAll, changedHeld, newest, atNewest);
        }

        private Count broughtTo(InstanceId instance) {
            if (newest != null && newest.fences(instance)) {
                return this;
            }
            return new Count(all, held, instance, instance.equals(newest) ? atNewest + 1 : 1);
        }

        private Count without(@Nullable InstanceId instance) {
            return instance != null && instance.equals(newest) ? new Count(all, held, newest, atNewest - 1) : this;
        }
    }

    /// Counts one more call, unless the agent has as many as it may have.
    boolean enter(AgentId agent) {
        boolean[] entered = {true};
        underWay.compute(agent, (_, known) -> {
            Count count = known == null ? NONE : known;
            entered[0] = count.all() < limit;
            return entered[0] ? count.with(count.all() + 1, count.held()) : count;
        });
        return entered[0];
    }

    /// One of the calls goes to this instance now.
    ///
    /// @param before where it was brought to before; null for nowhere
    void bring(AgentId agent, @Nullable InstanceId before, InstanceId instance) {
        underWay.computeIfPresent(agent, (_, count) -> count.without(before).broughtTo(instance));
    }

    /// One of the calls waits at the gate from now on.
    ///
    /// @param at where it was brought to; null for nowhere
    void hold(AgentId agent, @Nullable InstanceId at) {
        underWay.computeIfPresent(agent, (_, count) -> count.without(at).with(count.all(), count.held() + 1));
    }

    /// One of those that waited goes on. Called before anybody looks where it goes.
    void letGo(AgentId agent) {
        underWay.computeIfPresent(agent, (_, count) -> count.with(count.all(), count.held() - 1));
    }

    /// While others are under way, nobody asks when this one ended.
    ///
    /// @param held whether it waited at the gate
    /// @param at where it was brought to; null for nowhere
    void leave(AgentId agent, boolean held, @Nullable InstanceId at) {
        underWay.computeIfPresent(agent, (_, count) -> {
            if (count.all() > 1) {
                return count.without(at).with(count.all() - 1, count.held() - (held ? 1 : 0));
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
