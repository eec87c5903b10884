package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What an instance's passes tell the next ones, as long as the daemon runs. Nothing depends on remembering it.
///
/// Only the instance's own lane reads and writes it.
final class Notes {

    /// The notes of all instances.
    static final class Book {
        private final Map<AgentId, Map<InstanceId, Notes>> all = new ConcurrentHashMap<>();

        /// Fresh ones when it has none; those of instances of its agent that are not named are forgotten.
        ///
        /// @param named what its agent has, itself included
        Notes of(InstanceId instance, Set<InstanceId> named) {
            Map<InstanceId, Notes> known = all.computeIfAbsent(instance.agent(), _ -> new ConcurrentHashMap<>());
            known.keySet().retainAll(named);
            return known.computeIfAbsent(instance, _ -> new Notes());
        }

        void forget(AgentId agent) {
            all.remove(agent);
        }
    }

    /// Whether this daemon itself has prepared the container, and so knows that nobody has started it since.
    boolean prepared;

    /// The container as it was found frozen, when it was prepared.
    @Nullable
    ContainerView frozen;

    /// When the container's processes were started, in the engine's words.
    @Nullable
    Instant startedAt;

    /// Where this daemon itself asks whether it is ready, and how that goes on.
    Reach probed = new Reach.Nowhere("It was not looked at yet.");
    Probing probing = Probing.fresh();

    /// What its health check found, where it has one.
    final CheckBook checks = new CheckBook();

    /// When the container was last looked at.
    long lookedAt = longAgo();

    /// When the engine refused to remove what an earlier instance left.
    long refusedAt = longAgo();

    /// When it was first seen to have ended.
    @Nullable
    Long endNoticedAt;

    private Notes() {}

    Duration sinceEndNoticed() {
        long now = System.nanoTime();
        if (endNoticedAt == null) {
            endNoticedAt = now;
        }
        return Duration.ofNanos(now - endNoticedAt);
    }

    private static long longAgo() {
        return System.nanoTime() - Duration.ofDays(1).toNanos();
    }

    Duration sinceRefusal() {
        return Duration.ofNanos(System.nanoTime() - refusedAt);
    }

    Duration sinceLook() {
        return Duration.ofNanos(System.nanoTime() - lookedAt);
    }
}
