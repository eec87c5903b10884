package dev.berth.engine.container;

import java.time.Instant;
import java.util.Map;

/// A container as a list tells it.
///
/// @param image the reference that it was made of, as it was given
/// @param createdAt to the second
public record ContainerSummary(
        ContainerId id,
        String name,
        String image,
        Map<String, String> labels,
        ContainerState.Phase phase,
        Instant createdAt) {

    public ContainerSummary {
        labels = Map.copyOf(labels);
    }
}
