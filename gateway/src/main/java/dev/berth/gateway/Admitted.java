package dev.berth.gateway;

import dev.berth.edge.route.Call;

/// A call whose caller may make it.
///
/// @param usedAuthorization whether its `Authorization` header was Berth's and must not go on
/// @param caller who calls; [#ANYBODY] where no credential is needed and none was given
/// @param route as it was found at the gate
/// @param watched hears how the call ends
record Admitted(
        Call call,
        AgentTarget.Inside target,
        boolean usedAuthorization,
        String caller,
        AgentRoute route,
        Watched watched) {

    static final String ANYBODY = "";

    /// The same call by another route.
    Admitted by(AgentRoute now) {
        return new Admitted(call, target, usedAuthorization, caller, now, watched);
    }
}
