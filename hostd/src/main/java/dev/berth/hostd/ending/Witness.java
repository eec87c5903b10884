package dev.berth.hostd.ending;

import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.container.ContainerId;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what the engine told of each container until it is removed.
///
/// An engine that was killed ends its former containers when it starts again, and tells that as if somebody had
/// asked for it. So what happened while its events were broken off counts as the engine's doing. What happened
/// before the first connection does not: then it was this daemon that was away.
public final class Witness {

    private final Map<ContainerId, Testimony> heard = new ConcurrentHashMap<>();
    private volatile Instant brokenOffUntil = Instant.MIN;
    private volatile boolean connectedBefore;

    public void heard(ContainerChanged event) {
        if (event.change() instanceof Change.Removed) {
            heard.remove(event.container());
            return;
        }
        boolean engineAway = event.at().isBefore(brokenOffUntil);
        heard.compute(
                event.container(),
                (_, before) -> (before == null ? Testimony.NONE : before).and(event.change(), event.at(), engineAway));
    }

    /// Events may have been missed.
    public void heardGap(Instant at) {
        if (connectedBefore) {
            brokenOffUntil = at;
            engineLost();
        }
        connectedBefore = true;
    }

    /// The engine did not answer: what ended just before may have ended because of that.
    public void engineLost() {
        heard.replaceAll((_, testimony) -> testimony.whileEngineLeft());
    }

    public Testimony of(ContainerId container) {
        return heard.getOrDefault(container, Testimony.NONE);
    }
}
