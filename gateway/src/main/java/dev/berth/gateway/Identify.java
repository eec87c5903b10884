package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.RequestHead;
import dev.berth.kit.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The first step: who calls, and whether he may.
///
/// A credential of Berth's comes as `X-Berth-Token` or as `Authorization: Bearer`. The first leaves `Authorization`
/// to the agent; the second is taken out before the agent sees it. No token of Berth's ever reaches an agent.
final class Identify {

    private static final HeaderName BERTH_TOKEN = HeaderName.of("X-Berth-Token");
    private static final HeaderName AUTHORIZATION = HeaderName.of("Authorization");
    private static final AsciiSlice BEARER = AsciiSlice.of("Bearer ");

    private final Callers callers;

    Identify(Callers callers) {
        this.callers = callers;
    }

    /// What was found.
    sealed interface Identified {

        /// @param usedAuthorization whether the `Authorization` header was Berth's and must not go on
        /// @param caller who calls; [Admitted#ANYBODY] when nobody said so
        record Known(boolean usedAuthorization, String caller) implements Identified {}

        record Refused(Problem problem, HeaderLines headers) implements Identified {}
    }

    /// @param route of the agent that is called; empty when there is none, which only those learn who may call agents
    Identified identify(RequestHead head, Optional<AgentRoute> route) {
        Optional<Callers.Caller> byToken = caller(head.headerOrNull(BERTH_TOKEN), 0);
        Optional<Callers.Caller> byAuthorization = byAuthorization(head);
        boolean usedAuthorization = byAuthorization.isPresent();
        Optional<Callers.Caller> caller = byToken.or(() -> byAuthorization);
        if (route.isPresent() && route.get().open()) {
            return new Identified.Known(
                    usedAuthorization, caller.map(Callers.Caller::id).orElse(Admitted.ANYBODY));
        }
        if (caller.isEmpty()) {
            return unauthorized(head);
        }
        boolean may = route.isEmpty() || caller.get().mayInvoke(route.get().agent());
        return may ? new Identified.Known(usedAuthorization, caller.get().id()) : forbidden();
    }

    private Optional<Callers.Caller> byAuthorization(RequestHead head) {
        AsciiSlice value = head.headerOrNull(AUTHORIZATION);
        if (value == null) {
            return Optional.empty();
        }
        return value.startsWithIgnoreCase(BEARER) ? caller(value, BEARER.length()) : Optional.empty();
    }

    private Optional<Callers.Caller> caller(@Nullable AsciiSlice value, int from) {
        return value == null
                ? Optional.empty()
                : callers.identify(value.from(from).toString().strip());
    }

    private static Identified unauthorized(RequestHead head) {
        AsciiSlice authorization = head.headerOrNull(AUTHORIZATION);
        boolean given = head.headerOrNull(BERTH_TOKEN) != null
                || (authorization != null && authorization.startsWithIgnoreCase(BEARER));
        String why = given ? "This token is unknown, revoked or no longer valid." : "This agent needs a token.";
        Problem problem = Problem.of(
                401, "unauthorized", why + " Send one as Authorization: Bearer <token>, or as X-Berth-Token.");
        return new Identified.Refused(problem, new HeaderLines().add("WWW-Authenticate", "Bearer realm=\"berth\""));
    }

    private static Identified forbidden() {
        Problem problem = Problem.of(
                403,
                "forbidden",
                "This token may not call this agent. It needs the scope invoke, and must not be limited to another agent.");
        return new Identified.Refused(problem, HeaderLines.none());
    }
}
