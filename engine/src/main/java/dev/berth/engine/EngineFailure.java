package dev.berth.engine;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// An operation that an engine did not carry out, and what is known about why.
///
/// All but [EngineUnreachable] are answers of a living engine: the operation has not been done. The message
/// says what happened in a sentence for people, [#remedy] what they can do.
public abstract sealed class EngineFailure extends RuntimeException {

    private EngineFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// What a person can do about it, in a sentence.
    public abstract String remedy();

    /// The engine did not answer, or not in time. Whether the operation was or will be done is not known;
    /// repeating it is safe.
    public static final class EngineUnreachable extends EngineFailure {

        private final Obstacle obstacle;

        /// Why there is no answer.
        public enum Obstacle {
            /// There is no socket at the engine's address: it is not installed or does not run.
            NO_SOCKET,
            /// Nobody listens at the engine's address.
            NOT_LISTENING,
            /// This user may not open the engine's socket.
            NOT_PERMITTED,
            /// It did not answer in time.
            TOO_SLOW,
            /// The thread that waited was interrupted.
            INTERRUPTED,
            /// The connection broke.
            BROKEN
        }

        public EngineUnreachable(Obstacle obstacle, String message, @Nullable Throwable cause) {
            super("the container engine does not answer: " + message, cause);
            this.obstacle = obstacle;
        }

        public Obstacle obstacle() {
            return obstacle;
        }

        @Override
        public String remedy() {
            return switch (obstacle) {
                case NO_SOCKET, NOT_LISTENING -> "Start the container engine, or set DOCKER_HOST to where it is.";
                case NOT_PERMITTED ->
                    "Let this user use the engine (usermod -aG docker $USER, then log in again), or run as root.";
                case TOO_SLOW, INTERRUPTED, BROKEN -> "See how the engine does with docker info, then try again.";
            };
        }
    }

    /// The image is not there and cannot be fetched.
    public static final class ImageUnavailable extends EngineFailure {

        private final String reference;
        private final Reason reason;

        /// Why an image cannot be had.
        public enum Reason {
            /// The engine does not have it, and was not to ask a registry.
            NOT_PRESENT,
            /// The registry has no such image.
            NOT_FOUND,
            /// The registry asks for a login, or does not give it to this one, or has no such image: it does
            /// not say which.
            DENIED,
            /// The registry did not answer.
            REGISTRY_UNREACHABLE,
            /// The registry's certificate is not trusted by the engine.
            REGISTRY_UNTRUSTED,
            /// The transfer took longer than it may.
            TOO_SLOW,
            /// The reference is not well formed.
            MALFORMED,
            /// The registry answered with something else; the message has its words.
            OTHER
        }

        public ImageUnavailable(String reference, Reason reason, String detail) {
            super("image " + reference + " cannot be had: " + detail, null);
            this.reference = reference;
            this.reason = reason;
        }

        public String reference() {
            return reference;
        }

        public Reason reason() {
            return reason;
        }

        @Override
        public String remedy() {
            return switch (reason) {
                case NOT_PRESENT -> "Build, load or pull the image on this host, or allow pulling it.";
                case NOT_FOUND -> "Correct the image's name and tag.";
                case DENIED -> "Correct the image's name, or log this host in to its registry.";
                case REGISTRY_UNREACHABLE -> "See that this host reaches the registry, or load the image by hand.";
                case REGISTRY_UNTRUSTED ->
                    "Have the engine trust the registry's certificate (/etc/docker/certs.d), "
                            + "or list it in insecure-registries.";
                case TOO_SLOW -> "Try again, or load the image on this host by hand.";
                case MALFORMED -> "Write the image as [registry/]name[:tag], in lower case.";
                case OTHER -> "Try docker pull " + reference + " on this host.";
            };
        }
    }

    /// No container has this id.
    public static final class NoSuchContainer extends EngineFailure {

        private final ContainerId container;

        public NoSuchContainer(ContainerId container) {
            super("container " + container + " does not exist", null);
            this.container = container;
        }

        public ContainerId container() {
            return container;
        }

        @Override
        public String remedy() {
            return "Start the agent again; a new container is made.";
        }
    }

    /// Another container has the name.
    public static final class NameTaken extends EngineFailure {

        private final String name;
        private final ContainerId holder;

        public NameTaken(String name, ContainerId holder) {
            super("the name " + name + " belongs to container " + holder, null);
            this.name = name;
            this.holder = holder;
        }

        public String name() {
            return name;
        }

        public ContainerId holder() {
            return holder;
        }

        @Override
        public String remedy() {
            return "Remove or rename that container: docker rm " + holder + ".";
        }
    }

    /// A port of the host that was to be published is held by another process or container.
    public static final class PortTaken extends EngineFailure {

        private final int port;

        public PortTaken(int port) {
            super("port " + port + " of the host is in use", null);
            this.port = port;
        }

        public int port() {
            return port;
        }

        @Override
        public String remedy() {
            return "Free port " + port + " (ss -ltnp 'sport = :" + port + "'), or choose another one.";
        }
    }

    /// A folder of the host or a named volume that was to be mounted does not exist.
    public static final class MountMissing extends EngineFailure {

        private final String source;

        public MountMissing(String source) {
            super("there is no " + (isFolder(source) ? "folder " : "volume ") + source + " to mount", null);
            this.source = source;
        }

        private static boolean isFolder(String source) {
            return Path.of(source).isAbsolute();
        }

        /// The folder's path, or the volume's name.
        public String source() {
            return source;
        }

        @Override
        public String remedy() {
            return isFolder(source)
                    ? "Make the folder on the host: mkdir -p " + source + "."
                    : "Make the volume: docker volume create " + source + ".";
        }
    }

    /// The network that a container was to join does not exist.
    public static final class NetworkMissing extends EngineFailure {

        private final String network;

        public NetworkMissing(String network) {
            super("there is no network " + network, null);
            this.network = network;
        }

        public String network() {
            return network;
        }

        @Override
        public String remedy() {
            return "Start again, which makes Berth's own networks, or make it: docker network create " + network + ".";
        }
    }

    /// The image holds no program of this name, or it may not be executed.
    public static final class CommandNotFound extends EngineFailure {

        private final String command;

        public CommandNotFound(String command, String detail) {
            super("the command " + command + " cannot be run in this image: " + detail, null);
            this.command = command;
        }

        public String command() {
            return command;
        }

        @Override
        public String remedy() {
            return "Correct the command, or use an image that has it.";
        }
    }

    /// The container is in a state that does not allow the operation.
    public static final class WrongState extends EngineFailure {

        private final ContainerId container;
        private final ContainerState.Phase phase;

        public WrongState(ContainerId container, ContainerState.Phase phase, String operation) {
            super("container " + container + " is " + phase.word() + ": " + operation + " is not possible", null);
            this.container = container;
            this.phase = phase;
        }

        public ContainerId container() {
            return container;
        }

        public ContainerState.Phase phase() {
            return phase;
        }

        @Override
        public String remedy() {
            return "Look at the container's state and try again.";
        }
    }

    /// The engine finds fault with what was asked for, and always will.
    public static final class InvalidSpec extends EngineFailure {
        public InvalidSpec(String detail) {
            super("the engine does not accept this: " + detail, null);
        }

        @Override
        public String remedy() {
            return "Correct the agent's configuration.";
        }
    }

    /// The object has none of Berth's labels, and Berth changes nothing that is not its own.
    public static final class NotOurs extends EngineFailure {
        public NotOurs(String object) {
            super(object + " was not made by Berth and is left alone", null);
        }

        @Override
        public String remedy() {
            return "Remove it with the engine's own tools when it is not needed.";
        }
    }

    /// The object is used by containers and cannot be removed.
    public static final class InUse extends EngineFailure {
        public InUse(String object, String detail) {
            super(object + " is in use: " + detail, null);
        }

        @Override
        public String remedy() {
            return "Remove the containers that use it first.";
        }
    }

    /// The engine has no address range left for one more network.
    public static final class AddressesUsedUp extends EngineFailure {
        public AddressesUsedUp(String detail) {
            super("no addresses are left for one more network: " + detail, null);
        }

        @Override
        public String remedy() {
            return "Remove networks that are not needed (docker network prune), "
                    + "or widen default-address-pools in the engine's configuration.";
        }
    }

    /// The engine answered with an error that has no meaning of its own here.
    public static final class Refused extends EngineFailure {

        private final int status;

        public Refused(int status, String detail) {
            super("the engine answered " + status + ": " + detail, null);
            this.status = status;
        }

        /// The HTTP status, 0 when the engine told of the error inside a stream.
        public int status() {
            return status;
        }

        @Override
        public String remedy() {
            return "Read the engine's own log for more.";
        }
    }
}
