package dev.berth.domain.agent;

/// Which door an agent came through; the life cycle under it is one.
public enum AgentKind {
    SERVICE,
    SANDBOX,
    SESSION,
    STACK
}
