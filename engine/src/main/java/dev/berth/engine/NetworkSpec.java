package dev.berth.engine;

import java.util.Map;

/// A bridge network.
///
/// @param internal whether its members are kept from reaching anything outside it
/// @param memberTraffic whether its members reach each other
public record NetworkSpec(String name, Map<String, String> labels, boolean internal, boolean memberTraffic) {

    public NetworkSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a network needs a name");
        }
        labels = Map.copyOf(labels);
    }

    /// A network whose members reach each other and the outside.
    public static NetworkSpec open(String name, Map<String, String> labels) {
        return new NetworkSpec(name, labels, false, true);
    }
}
