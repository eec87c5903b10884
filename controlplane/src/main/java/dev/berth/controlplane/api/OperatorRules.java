package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the operator lets agents have of the host: folders below some, and its network.
///
/// A volume's options can mount folders and devices of the host just as well, so they are held against the same rules.
public final class OperatorRules {

    /// File systems whose volumes touch nothing of the host.
    private static final Set<String> HARMLESS = Set.of("tmpfs", "nfs", "nfs4", "cifs");

    private final List<Path> allowedMounts;
    private final boolean hostNetwork;

    /// @param allowedMounts folders below which agents may mount folders; empty for none
    public OperatorRules(List<Path> allowedMounts, boolean hostNetwork) {
        this.allowedMounts = List.copyOf(allowedMounts);
        this.hostNetwork = hostNetwork;
    }

    /// The spec with the real paths of its folders, links and dots resolved, or why it is not allowed.
    Decision<AgentSpec> check(AgentSpec spec) {
        if (spec.network() == AgentSpec.Network.HOST && !hostNetwork) {
            return refused(
                    "/container_config/network",
                    "The host's network is not allowed here. The operator allows it with BERTH_ALLOW_HOST_NETWORK=true.");
        }
        List<Mount> mounts = new ArrayList<>();
        for (int i = 0; i < spec.mounts().size(); i++) {
            String pointer = "/container_config/volumes/" + i;
            switch (check(spec.mounts().get(i), pointer)) {
                case Decision.Refused<Mount>(var refusal) -> {
                    return Decision.refused(refusal);
                }
                case Decision.Accepted<Mount>(var mount) -> mounts.add(mount);
            }
        }
        return Decision.accepted(Specs.with(spec, mounts));
    }

    private Decision<Mount> check(Mount mount, String pointer) {
        return switch (mount) {
            case Mount.Folder folder ->
                real(folder.source())
                        .filter(this::allowed)
                        .map(path -> Decision.<Mount>accepted(
                                new Mount.Folder(path.toString(), folder.target(), folder.readOnly())))
                        .orElseGet(() -> refused(pointer + "/source", notBelow(folder.source())));
            case Mount.Volume volume -> check(volume, pointer);
        };
    }

    private Decision<Mount> check(Mount.Volume volume, String pointer) {
        Map<String, String> options = volume.driverOptions();
        if (options.isEmpty()) {
            return Decision.accepted(volume);
        }
        if (!volume.driver().equals("local")) {
            return options.values().stream()
                    .filter(each -> each.startsWith("/")
                            && real(each).filter(this::allowed).isEmpty())
                    .findFirst()
                    .map(path -> OperatorRules.<Mount>refused(pointer + "/driver_opts", notBelow(path)))
                    .orElseGet(() -> Decision.accepted(volume));
        }
        String type = options.getOrDefault("type", "").toLowerCase(Locale.ROOT);
        if (HARMLESS.contains(type) && !binds(options)) {
            return Decision.accepted(volume);
        }
        String device = options.getOrDefault("device", "");
        if (binds(options) && real(device).filter(this::allowed).isPresent()) {
            return Decision.accepted(volume);
        }
        return refused(
                pointer + "/driver_opts",
                binds(options)
                        ? notBelow(device)
                        : "Volumes of the driver local may be of type tmpfs, nfs, nfs4 or cifs, or bind an allowed folder"
                                + " (type none, o bind).");
    }

    private static boolean binds(Map<String, String> options) {
        return Stream.of(options.getOrDefault("o", "").split(","))
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .anyMatch(each -> each.equals("bind") || each.equals("rbind"));
    }

    private boolean allowed(Path path) {
        return allowedMounts.stream()
                .flatMap(each -> real(each.toString()).stream())
                .anyMatch(path::startsWith);
    }

    /// The path without links and dots; what does not exist yet is taken as written below what does.
    private static Optional<Path> real(String text) {
        try {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                return Optional.empty();
            }
            for (Path part : path) {
                // What `..` leads to is only known where everything before it exists.
                if (part.toString().equals("..") && !Files.exists(path)) {
                    return Optional.empty();
                }
            }
            Path there = path;
            while (!Files.exists(there)) {
                Path above = there.getParent();
                if (Files.isSymbolicLink(there) || above == null) {
                    return Optional.empty();
                }
                there = above;
            }
            return Optional.of(
                    there.toRealPath().resolve(there.relativize(path)).normalize());
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    private String notBelow(String path) {
        String allowed = allowedMounts.isEmpty()
                ? "None is allowed."
                : "Allowed are: "
                        + String.join(
                                ", ", allowedMounts.stream().map(Path::toString).toList()) + ".";
        return "The host's folder %s is not below an allowed one. %s The operator allows some with BERTH_ALLOWED_MOUNTS, or use a named volume."
                .formatted(path, allowed);
    }

    private static <T> Decision<T> refused(String pointer, String detail) {
        return Decision.refused(new Refusal.NotAllowed(pointer, detail));
    }
}
