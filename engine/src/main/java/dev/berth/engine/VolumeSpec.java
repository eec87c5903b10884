package dev.berth.engine;

import java.util.Map;

/// A named volume to be made.
///
/// @param driver who keeps it, `local` unless the host has others
/// @param options what the driver is told
public record VolumeSpec(String name, String driver, Map<String, String> options, Map<String, String> labels) {

    public static final String LOCAL = "local";

    public VolumeSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a volume needs a name");
        }
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    public static VolumeSpec local(String name, Map<String, String> labels) {
        return new VolumeSpec(name, LOCAL, Map.of(), labels);
    }
}
