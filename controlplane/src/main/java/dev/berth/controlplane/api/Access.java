package dev.berth.controlplane.api;

import dev.berth.controlplane.accounts.Scope;

/// Who may use an operation.
sealed interface Access {

    /// Everyone.
    record Open() implements Access {}

    /// Bearers of a token with this scope.
    record Scoped(Scope scope) implements Access {}

    /// Callers on the same machine, and bearers of a token with this scope.
    record LocalOr(Scope scope) implements Access {}

    /// Bearers of a token with this scope, and the agent that the path names, by its own.
    record SelfOr(Scope scope) implements Access {}

    Access OPEN = new Open();
    Access READ = new Scoped(Scope.READ);
    Access INVOKE = new Scoped(Scope.INVOKE);
    Access OPERATE = new Scoped(Scope.OPERATE);
    Access READ_SELF = new SelfOr(Scope.READ);
    Access OPERATE_SELF = new SelfOr(Scope.OPERATE);
    Access ADMIN = new Scoped(Scope.ADMIN);
}
