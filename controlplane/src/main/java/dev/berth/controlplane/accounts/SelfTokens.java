package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import dev.berth.kit.SecretBox;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// The credential with which an agent speaks for itself: it may keep itself awake, and nothing else.
///
/// It follows from the agent's id and the installation's key, so that nothing is stored; it is good as long as the
/// agent is there.
public final class SelfTokens {

    /// Begins every such value.
    public static final String PREFIX = "bka_";

    private static final String PURPOSE = "agent token";

    private final SecretBox key;

    public SelfTokens(SecretBox key) {
        this.key = key;
    }

    public String of(AgentId agent) {
        return PREFIX + agent + "_" + key.sign(PURPOSE, agent.value());
    }

    /// Whose value this is; empty when it is nobody's.
    public Optional<AgentId> read(String value) {
        int end = value.indexOf('_', PREFIX.length());
        if (!value.startsWith(PREFIX) || end < 0) {
            return Optional.empty();
        }
        return AgentId.parse(value.substring(PREFIX.length(), end))
                .filter(agent -> MessageDigest.isEqual(
                        of(agent).getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
    }
}
