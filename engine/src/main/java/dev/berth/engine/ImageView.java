package dev.berth.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// An image as the engine has it.
///
/// @param id the digest of its configuration, `sha256:...`
/// @param references names with their tags
/// @param exposedPorts the TCP ports that the image says it listens on
public record ImageView(
        String id, List<String> references, Set<Integer> exposedPorts, Map<String, String> labels, long sizeBytes) {

    public ImageView {
        references = List.copyOf(references);
        exposedPorts = Set.copyOf(exposedPorts);
        labels = Map.copyOf(labels);
    }
}
