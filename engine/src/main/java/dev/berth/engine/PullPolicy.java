package dev.berth.engine;

/// When an image is fetched from its registry.
public enum PullPolicy {
    /// Only when the engine does not have it.
    MISSING,
    /// Each time, so that a moved tag is followed.
    ALWAYS,
    /// Never: what the engine does not have is unavailable.
    NEVER
}
