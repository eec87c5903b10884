package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import org.jspecify.annotations.Nullable;

/// One request that somebody sends, up to the answer or until he leaves.
final class Visit {

    private final World world;
    private final Call call;
    private boolean over;

    /// What is asked for; sent again it is the same.
    ///
    /// @param key the caller's own; null when he gives none
    /// @param async asks for an answer at once
    /// @param callback wants to be told of the outcome besides
    record Call(
            String name,
            AgentId agent,
            String method,
            @Nullable String key,
            boolean async,
            boolean callback) {}

    Visit(World world, Call call) {
        this.world = world;
        this.call = call;
    }

    Call call() {
        return call;
    }

    boolean isOver() {
        return over;
    }

    /// He hears how it went. Who has left hears nothing.
    ///
    /// @param asked whether he is satisfied; who is not may ask again
    void told(String what, boolean asked) {
        if (over) {
            return;
        }
        over = true;
        world.trace().add("caller:", call.name(), "hears", what);
        if (!asked) {
            world.mayRepeat(call);
        }
    }

    void leaves() {
        if (!over) {
            over = true;
            world.trace().add("caller:", call.name(), "leaves");
            world.mayRepeat(call);
        }
    }
}
