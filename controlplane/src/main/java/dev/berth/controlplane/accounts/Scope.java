package dev.berth.controlplane.accounts;

import java.util.Set;

/// What a token is good for.
public enum Scope {
    /// Everything, tokens and other administration included.
    ADMIN,
    /// Deploying, changing, starting, stopping, removing agents.
    OPERATE,
    /// Calling agents.
    INVOKE,
    /// Looking at agents, their logs, figures and events.
    READ;

    /// Whether a token with these scopes may do what needs this one.
    public boolean within(Set<Scope> granted) {
        return granted.contains(ADMIN) || granted.contains(this) || (this != ADMIN && granted.contains(OPERATE));
    }
}
