package dev.berth.domain.lifecycle;

/// What a user is told about an agent. Computed, never stored; the same words for every kind.
public enum AgentStatus {
    CREATED,
    STARTING,
    RUNNING,
    PAUSED,
    HIBERNATED,
    STOPPING,
    STOPPED,
    FAILED,
    UNREACHABLE
}
