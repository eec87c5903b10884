package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// The secrets with which agents' callbacks are signed: one for each agent, made when somebody asks for it.
public final class CallbackSecrets {

    /// Begins every such value.
    public static final String PREFIX = "bcs_";

    private static final int BYTES = 32;

    /// Longer than any call is kept, and any callback tried.
    private static final Duration KEPT_BEHIND = Duration.ofDays(62);

    private final CallbackSecretStore store;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public CallbackSecrets(CallbackSecretStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// Empty while nobody has made one. Blocks.
    public Optional<Secret> find(AgentId agent) {
        return store.find(agent);
    }

    /// Makes a new one, which signs all that is posted from now on. Blocks.
    public Secret renew(AgentId agent) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Secret secret =
                new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        Instant now = clock.instant();
        store.put(agent, secret, now);
        store.forgetGone(now.minus(KEPT_BEHIND));
        return secret;
    }
}
