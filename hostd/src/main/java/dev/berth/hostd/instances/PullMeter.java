package dev.berth.hostd.instances;

import dev.berth.engine.PullProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Sums a transfer's steps up to a text for people, a few times a second.
final class PullMeter {

    private static final Duration PACE = Duration.ofMillis(400);
    private static final String TRANSFER = "Downloading";

    private record Layer(long current, long total) {}

    private final String image;
    private final Map<String, Layer> layers = new HashMap<>();
    private final InstantSource clock;
    private Instant nextAt = Instant.MIN;
    private String last = "";

    PullMeter(String image, InstantSource clock) {
        this.image = image;
        this.clock = clock;
    }

    String begun() {
        return "pulling image " + image;
    }

    /// What to tell now; empty when nothing is new, or when something was told just before.
    Optional<String> after(PullProgress progress) {
        if (progress.totalBytes() > 0 && progress.status().equals(TRANSFER)) {
            layers.put(progress.layer(), new Layer(progress.currentBytes(), progress.totalBytes()));
        } else {
            layers.computeIfPresent(progress.layer(), (_, layer) -> new Layer(layer.total(), layer.total()));
        }
        String text = text();
        if (text.equals(last) || clock.instant().isBefore(nextAt)) {
            return Optional.empty();
        }
        nextAt = clock.instant().plus(PACE);
        last = text;
        return Optional.of(text);
    }

    private String text() {
        long total = layers.values().stream().mapToLong(Layer::total).sum();
        long current = layers.values().stream().mapToLong(Layer::current).sum();
        return total == 0 ? begun() : "%s (%d %%)".formatted(begun(), 100 * current / total);
    }
}
