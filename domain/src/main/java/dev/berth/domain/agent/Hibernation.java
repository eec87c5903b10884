package dev.berth.domain.agent;

/// How deep an agent sleeps.
public enum Hibernation {
    /// The container's processes are frozen; memory is kept and waking takes milliseconds.
    FREEZE,
    /// The container is stopped; its file system is kept.
    STOP
}
