package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What somebody asks for who makes a token.
///
/// @param agent the one agent that it shall be limited to
/// @param lifetime after which it is no longer valid; empty for one that does not expire
public record NewToken(
        String name, String owner, Set<Scope> scopes, Optional<AgentId> agent, Optional<Duration> lifetime) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public NewToken {
        checkName(name);
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes must not be empty");
        }
        if (agent.isPresent() && scopes.contains(Scope.ADMIN)) {
            throw new IllegalArgumentException("a token with the scope admin cannot be limited to an agent");
        }
        lifetime.ifPresent(NewToken::checkLifetime);
        scopes = Set.copyOf(scopes);
    }

    public static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must be 1 to 100 letters, digits and . _ - beginning with a letter or digit: " + name);
        }
        return name;
    }

    public static Duration checkLifetime(Duration lifetime) {
        if (!lifetime.isPositive() || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must be longer than nothing and at most 100 years");
        }
        return lifetime;
    }
}
