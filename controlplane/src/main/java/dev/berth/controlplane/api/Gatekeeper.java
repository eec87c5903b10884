package dev.berth.controlplane.api;

import dev.berth.controlplane.accounts.AttemptLimit;
import dev.berth.controlplane.accounts.Identity;
import dev.berth.controlplane.accounts.RateLimit;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.SelfTokens;
import dev.berth.controlplane.accounts.TokenHash;
import dev.berth.controlplane.accounts.Tokens;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds out who calls, and whether he may.
final class Gatekeeper {

    private static final String BEARER = "bearer ";

    private final Tokens tokens;
    private final SelfTokens itself;
    private final AttemptLimit attempts;
    private final RateLimit rate;

    Gatekeeper(Tokens tokens, SelfTokens itself, AttemptLimit attempts, RateLimit rate) {
        this.tokens = tokens;
        this.itself = itself;
        this.attempts = attempts;
        this.rate = rate;
    }

    /// What was found.
    sealed interface Admission {

        /// @param identity empty where nobody needs a token
        record Admitted(Optional<Identity> identity) implements Admission {}

        /// @param identity of a caller who is known and may not
        record Refused(Optional<Identity> identity, Answer answer) implements Admission {}
    }

    Admission admit(Access access, ApiRequest request) {
        return switch (access) {
            case Access.Open _ -> new Admission.Admitted(Optional.empty());
            case Access.Scoped(var scope) -> withToken(scope, request);
            case Access.LocalOr(var scope) ->
                local(request.peer()) && presented(request).isEmpty()
                        ? new Admission.Admitted(Optional.empty())
                        : withToken(scope, request);
            case Access.SelfOr(var scope) ->
                presented(request)
                        .flatMap(itself::read)
                        .map(agent -> withIdentity(self(agent, scope), scope))
                        .orElseGet(() -> withToken(scope, request));
        };
    }

    /// An agent that speaks for itself.
    private static Identity self(AgentId agent, Scope scope) {
        return new Identity("agent " + agent, "agent " + agent, "", Set.of(scope), Set.of(agent));
    }

    private Admission withToken(Scope scope, ApiRequest request) {
        Optional<String> presented = presented(request);
        if (presented.isEmpty()) {
            return refused(unauthorized("Send a token as Authorization: Bearer <token>."));
        }
        TokenHash hash = TokenHash.of(presented.get());
        Optional<Duration> locked = attempts.wait(request.peer(), hash);
        if (locked.isPresent()) {
            return refused(Answer.later(
                    Problem.of(429, "too_many_attempts", "Too many unknown tokens came from this address. Wait."),
                    locked.get()));
        }
        Optional<Identity> identity = tokens.identify(presented.get());
        if (identity.isEmpty()) {
            attempts.failed(request.peer());
            return refused(unauthorized("This token is unknown, revoked or expired."));
        }
        attempts.succeeded(request.peer(), hash);
        return withIdentity(identity.get(), scope);
    }

    private Admission withIdentity(Identity identity, Scope scope) {
        Optional<Duration> wait = rate.take(identity.token());
        if (wait.isPresent()) {
            return new Admission.Refused(
                    Optional.of(identity),
                    Answer.later(
                            Problem.of(429, "rate_limited", "This token asks more often than it may. Wait."),
                            wait.get()));
        }
        if (!identity.may(scope)) {
            String needed = scope.name().toLowerCase(Locale.ROOT);
            return new Admission.Refused(
                    Optional.of(identity),
                    Answer.problem(Problem.of(
                            403,
                            "forbidden",
                            "The token %s lacks the scope %s. Use one that has it."
                                    .formatted(identity.name(), needed))));
        }
        return new Admission.Admitted(Optional.of(identity));
    }

    private static Admission refused(Answer answer) {
        return new Admission.Refused(Optional.empty(), answer);
    }

    private static Answer unauthorized(String detail) {
        return Answer.problem(
                Problem.of(401, "unauthorized", detail), Map.of("WWW-Authenticate", "Bearer realm=\"berth\""));
    }

    /// The token of a request: `X-Berth-Token`, or `Authorization: Bearer`.
    private static Optional<String> presented(ApiRequest request) {
        return request.header("x-berth-token")
                .or(() -> request.header("authorization")
                        .filter(each -> each.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .map(each -> each.substring(BEARER.length())))
                .map(String::strip)
                .filter(each -> !each.isEmpty());
    }

    private static boolean local(String peer) {
        try {
            return InetAddress.ofLiteral(peer).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
