package dev.berth.hostd.container;

import static java.util.stream.Collectors.joining;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.OwnLabels;
import dev.berth.protocol.json.DomainJson;
import dev.berth.protocol.link.InstanceOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The labels by which a container, a volume and a network are known to be ours, and what of.
///
/// They never change after the making. So [#GENERATION] is the instance that a container was made for; which
/// one uses it now stands in this daemon's own file.
public final class ContainerLabels {

    public static final String AGENT = OwnLabels.PREFIX + "agent";
    public static final String SLUG = OwnLabels.PREFIX + "slug";
    public static final String INSTALLATION = OwnLabels.PREFIX + "installation";
    public static final String REVISION = OwnLabels.PREFIX + "revision";
    public static final String GENERATION = OwnLabels.PREFIX + "generation";
    /// Which ports of the host it was made to publish: an agent that was given others needs another container.
    public static final String PORTS = OwnLabels.PREFIX + "ports";

    /// A digest of what it was told of itself, such as its name and config.
    public static final String IDENTITY = OwnLabels.PREFIX + "identity";

    /// A digest of the spec that it was made of: a revision that says the same again can use it.
    public static final String SPEC = OwnLabels.PREFIX + "spec";

    /// The host name on the agents' network that this container alone has.
    public static final String HOST_NAME = OwnLabels.PREFIX + "host-name";

    private static final int DIGEST_BYTES = 8;

    private ContainerLabels() {}

    static Map<String, String> of(InstanceOrder order, String installation) {
        return Map.of(
                AGENT, order.id().agent().value(),
                SLUG, order.slug().value(),
                INSTALLATION, installation,
                REVISION, order.revision().toString(),
                SPEC, spec(order),
                GENERATION, Long.toString(order.id().generation()),
                PORTS, ports(order),
                IDENTITY, identity(order),
                HOST_NAME, hostName(order.id()));
    }

    /// For what is made for one agent and outlives its containers.
    public static Map<String, String> ofVolume(AgentId agent, String installation) {
        return Map.of(AGENT, agent.value(), INSTALLATION, installation);
    }

    public static Map<String, String> ofNetwork(String installation) {
        return Map.of(INSTALLATION, installation);
    }

    /// Everything that this installation made for agents.
    public static LabelSelector anyAgent(String installation) {
        return LabelSelector.having(INSTALLATION, installation).and(AGENT);
    }

    /// Everything that this installation made for one agent.
    public static LabelSelector agent(AgentId agent, String installation) {
        return LabelSelector.having(INSTALLATION, installation).and(AGENT, agent.value());
    }

    /// Which agent an object of ours belongs to; empty when its label was tampered with.
    public static Optional<AgentId> agentOf(Map<String, String> labels) {
        return AgentId.parse(labels.getOrDefault(AGENT, ""));
    }

    /// Whether a container with these labels can serve this order as it is.
    static boolean fit(Map<String, String> labels, InstanceOrder order) {
        boolean known = labels.containsKey(REVISION);
        boolean revised = !order.revision().toString().equals(labels.get(REVISION))
                && !spec(order).equals(labels.get(SPEC));
        return known && !revised && ports(order).equals(labels.getOrDefault(PORTS, ""));
    }

    /// Whether the agent in it would be told the same of itself again. One from before the label counts as such.
    static boolean tellTheSame(Map<String, String> labels, InstanceOrder order) {
        String now = identity(order);
        return now.equals(labels.getOrDefault(IDENTITY, now));
    }

    static boolean madeFor(Map<String, String> labels, InstanceId instance) {
        return Long.toString(instance.generation()).equals(labels.get(GENERATION));
    }

    /// The host name that a container made for this instance has alone: its agent's id and slug are those of two while
    /// an update overlaps.
    static String hostName(InstanceId instance) {
        return instance.agent() + "-" + instance.generation();
    }

    /// The instance that a container was made for; 0 when its label was tampered with.
    static long generation(Map<String, String> labels) {
        try {
            return Long.parseUnsignedLong(labels.getOrDefault(GENERATION, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static String identity(InstanceOrder order) {
        Map<String, String> told = new TreeMap<>(order.identity());
        told.keySet().removeIf(name -> !name.startsWith("AGENT_"));
        return digest(told.toString());
    }

    private static String spec(InstanceOrder order) {
        return digest(DomainJson.writeSorted(order.spec()));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String ports(InstanceOrder order) {
        return order.hostPorts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(port -> port.getValue() + ":" + port.getKey())
                .collect(joining(","));
    }
}
