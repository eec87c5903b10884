package dev.berth.engine.docker;

import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.AddressesUsedUp;
import dev.berth.engine.EngineFailure.CommandNotFound;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.ImageUnavailable.Reason;
import dev.berth.engine.EngineFailure.InvalidSpec;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.EngineFailure.NameTaken;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.PortTaken;
import dev.berth.engine.EngineFailure.Refused;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.docker.Answer.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Understands what Docker says when it refuses. Its texts are those of 20.10 and 26.1, which differ in
/// details, and of the OCI runtime below it.
final class DockerErrors {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private static final Pattern HOLDER = Pattern.compile("already in use by container \"?([0-9a-f]{64})");
    private static final Pattern BIND_SOURCE = Pattern.compile("bind source path does not exist: (.+)$");
    private static final Pattern NETWORK = Pattern.compile("network (\\S+) not found");
    private static final Pattern COMMAND = Pattern.compile("exec: \"([^\"]*)\": (.+?)(: unknown)?$");
    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})\\b");

    private static final List<String> COMMAND_FAULTS =
            List.of("executable file not found", "no such file or directory", "permission denied", "is a directory");
    private static final List<String> PORT_FAULTS = List.of("port is already allocated", "address already in use");
    private static final List<String> SPEC_FAULTS =
            List.of("unable to find user", "unable to find group", "cannot assign requested address");
    private static final List<String> NO_REGISTRY = List.of(
            "no such host",
            "connection refused",
            "connection reset",
            "i/o timeout",
            "deadline exceeded",
            "Client.Timeout exceeded",
            "request canceled",
            "TLS handshake timeout",
            "network is unreachable",
            "no route to host",
            "server misbehaving",
            "EOF");
    private static final List<String> ACCESS_DENIED = List.of(
            "pull access denied", "unauthorized", "no basic auth credentials", "authentication required", "denied:");
    private static final List<String> NO_IMAGE =
            List.of("manifest unknown", "not found", "name unknown", "no such image");

    private DockerErrors() {}

    static EngineFailure other(Refusal refusal) {
        return new Refused(refusal.status(), refusal.message());
    }

    static EngineFailure ofContainer(ContainerId container, Refusal refusal) {
        return refusal.status() == NOT_FOUND && refusal.says("No such container")
                ? new NoSuchContainer(container)
                : other(refusal);
    }

    static EngineFailure ofRename(ContainerId container, String name, Refusal refusal) {
        Optional<NameTaken> taken = nameTaken(name, refusal);
        return taken.isPresent() ? taken.get() : ofContainer(container, refusal);
    }

    private static Optional<NameTaken> nameTaken(String name, Refusal refusal) {
        Matcher holder = HOLDER.matcher(refusal.message());
        return refusal.status() == CONFLICT && holder.find()
                ? Optional.of(new NameTaken(name, new ContainerId(holder.group(1))))
                : Optional.empty();
    }

    static EngineFailure ofCreate(ContainerSpec spec, Refusal refusal) {
        String message = refusal.message();
        Optional<NameTaken> taken = nameTaken(spec.name(), refusal);
        if (taken.isPresent()) {
            return taken.get();
        }
        if (refusal.status() == NOT_FOUND && refusal.says("No such image")) {
            return new ImageUnavailable(spec.image(), Reason.NOT_PRESENT, "this host does not have it");
        }
        Matcher source = BIND_SOURCE.matcher(message);
        if (source.find()) {
            return new MountMissing(source.group(1));
        }
        if (refusal.says("invalid reference format")) {
            return new ImageUnavailable(spec.image(), Reason.MALFORMED, message);
        }
        return refusal.status() == BAD_REQUEST ? new InvalidSpec(message) : other(refusal);
    }

    /// @param hostPorts the ports of the host that the container publishes
    static EngineFailure ofStart(ContainerId container, List<Integer> hostPorts, Refusal refusal) {
        String message = refusal.message();
        Matcher network = NETWORK.matcher(message);
        if (refusal.status() == NOT_FOUND && network.find()) {
            return new NetworkMissing(network.group(1));
        }
        Matcher source = BIND_SOURCE.matcher(message);
        if (source.find()) {
            return new MountMissing(source.group(1));
        }
        if (saysAny(refusal, PORT_FAULTS)) {
            return new PortTaken(portIn(message, hostPorts));
        }
        Matcher command = COMMAND.matcher(message);
        if (saysAny(refusal, COMMAND_FAULTS) && command.find()) {
            return new CommandNotFound(command.group(1), command.group(2));
        }
        if (saysAny(refusal, SPEC_FAULTS)) {
            return new InvalidSpec(message);
        }
        return ofContainer(container, refusal);
    }

    /// The message may name other ports too, such as the container's.
    private static int portIn(String message, List<Integer> hostPorts) {
        List<Integer> named = PORT.matcher(message)
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
        return named.stream()
                .filter(hostPorts::contains)
                .findFirst()
                .or(() -> named.stream().findFirst())
                .or(() -> hostPorts.stream().findFirst())
                .orElse(0);
    }

    static ImageUnavailable ofPull(String image, Refusal refusal) {
        return new ImageUnavailable(image, reasonOf(refusal), refusal.message());
    }

    private static Reason reasonOf(Refusal refusal) {
        if (refusal.says("invalid reference format") || refusal.status() == BAD_REQUEST) {
            return Reason.MALFORMED;
        }
        if (refusal.says("x509:")) {
            return Reason.REGISTRY_UNTRUSTED;
        }
        if (saysAny(refusal, ACCESS_DENIED)) {
            return Reason.DENIED;
        }
        if (saysAny(refusal, NO_REGISTRY)) {
            return Reason.REGISTRY_UNREACHABLE;
        }
        return saysAny(refusal, NO_IMAGE) ? Reason.NOT_FOUND : Reason.OTHER;
    }

    static EngineFailure ofNetworkCreate(Refusal refusal) {
        boolean usedUp = refusal.says("address pool");
        return usedUp ? new AddressesUsedUp(refusal.message()) : ofSpec(refusal);
    }

    static EngineFailure ofSpec(Refusal refusal) {
        boolean ours = refusal.status() == BAD_REQUEST || refusal.says("volume plugin");
        return ours ? new InvalidSpec(refusal.message()) : other(refusal);
    }

    private static boolean saysAny(Refusal refusal, List<String> parts) {
        return parts.stream().anyMatch(refusal::says);
    }
}
