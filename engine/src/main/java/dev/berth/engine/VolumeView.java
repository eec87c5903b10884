package dev.berth.engine;

import java.util.Map;

/// A named volume as the engine has it.
public record VolumeView(String name, String driver, Map<String, String> options, Map<String, String> labels) {

    public VolumeView {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }
}
