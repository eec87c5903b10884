package dev.berth.controlplane.accounts;

/// What a token's bearer may do.
public enum Scope {
    /// Everything.
    ADMIN,
    /// Change agents, read and call them.
    OPERATE,
    /// Call agents through the gateway.
    INVOKE,
    /// Look at agents.
    READ;

    /// Whether this scope is enough where another is asked for.
    public boolean includes(Scope asked) {
        return switch (this) {
            case ADMIN -> true;
            case OPERATE -> asked != ADMIN;
            case INVOKE, READ -> asked == this;
        };
    }
}
