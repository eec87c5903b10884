package dev.berth.testkit.engine;

import dev.berth.engine.EngineEvent;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.container.ContainerId;
import dev.berth.testkit.Eventually;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes all events of a subscription and keeps them.
public final class EventRecorder implements AutoCloseable {

    private final EventSubscription subscription;
    private final List<EngineEvent> events = new CopyOnWriteArrayList<>();
    private final Thread taker;

    public EventRecorder(EventSubscription subscription) {
        this.subscription = subscription;
        this.taker = Thread.ofVirtual().name("event recorder").start(this::take);
    }

    private void take() {
        for (Optional<EngineEvent> next = subscription.next(); next.isPresent(); next = subscription.next()) {
            events.add(next.get());
        }
    }

    public List<EngineEvent> events() {
        return List.copyOf(events);
    }

    public long gaps() {
        return events.stream().filter(EngineEvent.Gap.class::isInstance).count();
    }

    public void awaitGaps(long count) {
        Eventually.holds(count + " gaps are told", () -> gaps() >= count);
    }

    /// What was told of one container, in order.
    public List<Change> changes(ContainerId container) {
        return events.stream()
                .filter(ContainerChanged.class::isInstance)
                .map(ContainerChanged.class::cast)
                .filter(event -> event.container().equals(container))
                .map(ContainerChanged::change)
                .toList();
    }

    public void await(ContainerId container, Change change) {
        Eventually.holds(
                change + " of " + container + " is told, after " + changes(container),
                () -> changes(container).contains(change));
    }

    /// Whether the taker has come to the end of a closed subscription.
    public boolean hasEnded() {
        return !taker.isAlive();
    }

    @Override
    public void close() {
        subscription.close();
        Eventually.holds("a closed subscription ends", this::hasEnded);
    }
}
