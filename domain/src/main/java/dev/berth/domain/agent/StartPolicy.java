package dev.berth.domain.agent;

/// When a newly deployed agent begins to run.
public enum StartPolicy {
    ON_DEPLOY,
    ON_DEMAND,
    MANUAL
}
