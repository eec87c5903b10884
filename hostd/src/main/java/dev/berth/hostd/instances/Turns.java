package dev.berth.hostd.instances;

import dev.berth.domain.instance.InstanceId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sees to it that the two tracks of an agent never take a step with the same instance at the same time: one that has
/// lived beside another goes over from one track to the other.
final class Turns {

    /// What a step has to do with.
    ///
    /// @param instance null for all that is there of the agent
    private record Scope(@Nullable InstanceId instance) {

        boolean meets(Scope other) {
            return instance == null || other.instance == null || instance.equals(other.instance);
        }
    }

    // Protects the steps that are under way.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Track, Scope> underWay = new HashMap<>();

    /// @param instance that the step is about; null when it may be about all that is there of the agent
    /// @return whether the track may take its step, and has to [#end] it; otherwise it is the other track's turn
    boolean begin(Track track, @Nullable InstanceId instance) {
        Scope scope = new Scope(instance);
        lock.lock();
        try {
            Scope others = underWay.get(track.other());
            if (others != null && others.meets(scope)) {
                return false;
            }
            underWay.put(track, scope);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void end(Track track) {
        lock.lock();
        try {
            underWay.remove(track);
        } finally {
            lock.unlock();
        }
    }
}
