package dev.berth.domain.agent;

/// What is wanted of an agent or of one of its instances. Written by the control plane only.
public enum Goal {
    RUN,
    HIBERNATE,
    STOP
}
