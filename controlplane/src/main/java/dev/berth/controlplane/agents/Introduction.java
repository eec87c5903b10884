package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.lifecycle.Run;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// What an agent is told of itself when it starts. One that runs knows what it was told then.
public final class Introduction {

    /// Of an instance of which nobody wrote down what it was told.
    public static final String UNKNOWN = "";

    private static final int DIGEST_BYTES = 16;

    private Introduction() {}

    /// As variables of its environment.
    public static Map<String, String> of(Agent agent) {
        return Map.of(
                "AGENT_ID", agent.id().value(),
                "AGENT_NAME", agent.profile().name(),
                "AGENT_TYPE", agent.profile().type(),
                "AGENT_CONFIG", agent.profile().config());
    }

    /// A digest of it, for an instance that is about to start.
    public static String digest(Agent agent) {
        try {
            byte[] text = new TreeMap<>(of(agent)).toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The digest of what the agent's next instance will have been told: one that wakes from a freeze keeps its memory.
    public static String ofNext(AgentRecord record) {
        Agent agent = record.agent();
        return record.latest()
                .filter(run -> run.revision().equals(agent.latest()))
                .filter(run -> run.end()
                        .filter(end -> end.reason().equals(new EndReason.Hibernated(Hibernation.FREEZE)))
                        .isPresent())
                .map(Run::told)
                .orElseGet(() -> digest(agent));
    }

    /// Whether a running agent would be told something else of itself at its next start.
    public static boolean isOutdated(AgentRecord record) {
        return record.latest()
                .filter(Run::live)
                .map(Run::told)
                .filter(told -> !told.equals(UNKNOWN) && !told.equals(digest(record.agent())))
                .isPresent();
    }
}
