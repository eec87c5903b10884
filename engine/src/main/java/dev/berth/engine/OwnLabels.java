package dev.berth.engine;

import java.util.Map;

/// How Berth tells its own objects in an engine from other people's: each carries a label that begins with
/// the prefix. Networks and volumes without one are never removed.
public final class OwnLabels {

    public static final String PREFIX = "dev.berth.";

    private OwnLabels() {}

    public static boolean areOn(Map<String, String> labels) {
        return labels.keySet().stream().anyMatch(label -> label.startsWith(PREFIX));
    }
}
