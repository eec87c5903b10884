package dev.berth.testkit.engine;

import dev.berth.engine.EngineEvent;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.LabelSelector;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Follows the events of a [FakeEngine]. What happens while the engine is down or the connection is cut is
/// not told again: the taker learns of a gap.
final class FakeSubscription implements EventSubscription {

    private static final long NEVER_CONNECTED = -1;

    private final FakeWorld world;
    private final LabelSelector selector;
    private int position;
    private long era = NEVER_CONNECTED;
    private boolean closed;

    FakeSubscription(FakeWorld world, LabelSelector selector, Instant since) {
        this.world = world;
        this.selector = selector;
        this.position = (int) world.events.stream()
                .takeWhile(event -> event.at().isBefore(since))
                .count();
    }

    @Override
    public Optional<EngineEvent> next() {
        return world.alone(() -> {
            AtomicReference<Optional<EngineEvent>> event = new AtomicReference<>(Optional.empty());
            boolean awaited = world.awaitUntil(() -> {
                event.set(closed ? Optional.empty() : poll());
                return closed || event.get().isPresent();
            });
            closed |= !awaited;
            return event.get();
        });
    }

    private Optional<EngineEvent> poll() {
        if (world.faults.isDown()) {
            return Optional.empty();
        }
        if (era != world.connectionEra) {
            position = era == NEVER_CONNECTED ? position : world.events.size();
            era = world.connectionEra;
            return Optional.of(new EngineEvent.Gap(world.now()));
        }
        while (position < world.events.size()) {
            ContainerChanged event = world.events.get(position++);
            if (selector.matches(event.labels())) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        world.alone(() -> closed = true);
    }
}
