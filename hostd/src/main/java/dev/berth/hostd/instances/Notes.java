package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What an agent's passes tell the next ones, as long as the daemon runs. Nothing depends on remembering it.
///
/// Only the agent's own lane reads and writes it.
final class Notes {

    /// The notes of all agents.
    static final class Book {

        private final Map<AgentId, Notes> all = new ConcurrentHashMap<>();

        /// Fresh ones when the agent has another instance than before.
        Notes of(InstanceId instance) {
            return all.compute(
                    instance.agent(),
                    (_, notes) -> notes != null && notes.instance.equals(instance) ? notes : new Notes(instance));
        }

        void forget(AgentId agent) {
            all.remove(agent);
        }
    }

    private final InstanceId instance;

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
    long lookedAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    /// When it was first seen to have ended.
    @Nullable
    Long endNoticedAt;

    private Notes(InstanceId instance) {
        this.instance = instance;
    }

    Duration sinceEndNoticed() {
        long now = System.nanoTime();
        if (endNoticedAt == null) {
            endNoticedAt = now;
        }
        return Duration.ofNanos(now - endNoticedAt);
    }

    Duration sinceLook() {
        return Duration.ofNanos(System.nanoTime() - lookedAt);
    }
}
