package dev.berth.hostd.container;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.AgentSpec.SecurityProfile;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.protocol.link.InstanceOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Turns an order into what an engine is asked for. Pure.
public final class ContainerRecipe {

    private static final String SCRATCH = "/tmp";
    private static final String LOCKED_WORK = "/mnt";
    private static final long LEAST_TMPFS_BYTES = 4L << 20;

    private final Surroundings surroundings;

    public ContainerRecipe(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static String name(InstanceOrder order) {
        return "berth-" + order.slug() + "-" + order.id().agent();
    }

    /// The name of a container that is made while the agent's other one has the usual name.
    public static String nameBeside(InstanceOrder order) {
        return name(order) + "-" + order.id().generation();
    }

    public ContainerSpec container(InstanceOrder order) {
        return container(order, Share.ALL, true);
    }

    /// @param byId whether other members of the network find it by its agent's id
    public ContainerSpec container(InstanceOrder order, Share share, boolean byId) {
        AgentSpec spec = order.spec();
        Limits limits = spec.limits();
        return ContainerSpec.builder(
                        share.isNewer() ? nameBeside(order) : name(order),
                        spec.program().image())
                .command(spec.program().command())
                .environment(environment(order))
                .labels(ContainerLabels.of(order, surroundings.installation()))
                .user(SecurityProfiles.user(spec))
                .hostname(
                        spec.network() == AgentSpec.Network.HOST
                                ? ""
                                : order.slug().value())
                .network(attachment(order, byId))
                .ports(published(order))
                .mounts(mounts(spec))
                .limits(new ResourceLimits(limits.memory().bytes(), limits.cpu().cores(), limits.pids()))
                .restrictions(SecurityProfiles.restrictions(spec))
                .logBounds(surroundings.logBounds())
                .init(true)
                .build();
    }

    /// The named volumes that must be there first; those that exist are left as they are.
    public List<VolumeSpec> volumes(InstanceOrder order) {
        Map<String, String> labels = ContainerLabels.ofVolume(order.id().agent(), surroundings.installation());
        return order.spec().mounts().stream()
                .mapMulti((Mount mount, Consumer<VolumeSpec> found) -> {
                    if (mount instanceof Mount.Volume volume) {
                        String driver = volume.driver().isBlank() ? VolumeSpec.LOCAL : volume.driver();
                        found.accept(new VolumeSpec(volume.name(), driver, volume.driverOptions(), labels));
                    }
                })
                .toList();
    }

    /// What tells the agent who it is wins over what its user set.
    private static Map<String, String> environment(InstanceOrder order) {
        Program program = order.spec().program();
        Map<String, String> all = new HashMap<>(program.environment());
        program.secrets().forEach((name, secret) -> all.put(name, secret.reveal()));
        all.putAll(order.identity());
        return all;
    }

    private NetworkAttachment attachment(InstanceOrder order, boolean byId) {
        return switch (order.spec().network()) {
            case ISOLATED -> {
                List<String> names =
                        new ArrayList<>(List.of(order.slug().value(), ContainerLabels.hostName(order.id())));
                if (byId) {
                    names.addFirst(order.id().agent().value());
                }
                yield new NetworkAttachment.Named(surroundings.network(), names);
            }
            case HOST -> new NetworkAttachment.Host();
            case NONE -> new NetworkAttachment.None();
        };
    }

    private static List<PublishedPort> published(InstanceOrder order) {
        List<PublishedPort> all = new ArrayList<>();
        for (PortRequest port : order.spec().ports()) {
            Integer host = order.hostPorts().get(port.container());
            if (host != null) {
                all.add(new PublishedPort(port.container(), port.listen(), host));
            }
        }
        return all;
    }

    private static List<dev.berth.engine.container.Mount> mounts(AgentSpec spec) {
        List<dev.berth.engine.container.Mount> all = new ArrayList<>();
        spec.mounts().forEach(mount -> all.add(engineMount(mount)));
        addTmpfs(SCRATCH, spec, all);
        if (spec.profile() == SecurityProfile.LOCKED) {
            addTmpfs(LOCKED_WORK, spec, all);
        }
        return all;
    }

    private static dev.berth.engine.container.Mount engineMount(Mount mount) {
        return switch (mount) {
            case Mount.Volume volume ->
                new dev.berth.engine.container.Mount.Volume(volume.name(), volume.target(), volume.readOnly());
            case Mount.Folder folder ->
                new dev.berth.engine.container.Mount.Bind(folder.source(), folder.target(), folder.readOnly());
        };
    }

    /// What lies on a tmpfs counts as the container's memory, so half of its limit is the most that makes sense.
    private static void addTmpfs(String target, AgentSpec spec, List<dev.berth.engine.container.Mount> all) {
        boolean mounted =
                spec.mounts().stream().anyMatch(mount -> mount.target().equals(target));
        if (!mounted) {
            long bytes = Math.max(LEAST_TMPFS_BYTES, spec.limits().memory().bytes() / 2);
            all.add(new dev.berth.engine.container.Mount.Tmpfs(target, bytes));
        }
    }
}
