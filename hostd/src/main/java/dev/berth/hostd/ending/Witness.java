package dev.berth.hostd.ending;

import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.container.ContainerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what the engine told of each container until it is removed.
public final class Witness {

    private final Map<ContainerId, Testimony> heard = new ConcurrentHashMap<>();

    public void heard(ContainerChanged event) {
        if (event.change() instanceof Change.Removed) {
            heard.remove(event.container());
        } else {
            heard.merge(
                    event.container(),
                    Testimony.NONE.and(event.change(), event.at()),
                    (before, _) -> before.and(event.change(), event.at()));
        }
    }

    /// Events may have been missed.
    public void heardGap() {
        heard.replaceAll((_, testimony) -> testimony.andGap());
    }

    public Testimony of(ContainerId container) {
        return heard.getOrDefault(container, Testimony.NONE);
    }
}
