package dev.berth.engine.container;

import java.util.List;
import java.util.Map;

/// What a container shall be. Made with [#builder].
///
/// The engine never restarts it: that is decided above.
///
/// @param command empty for the image's own
/// @param environment may hold secrets, so it is not in [#toString]
/// @param user empty for the image's own
/// @param hostname empty lets the engine choose
/// @param stopSignal empty for the image's own
/// @param init whether a small init process reaps orphans and passes signals on
public record ContainerSpec(
        String name,
        String image,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> labels,
        String user,
        String hostname,
        NetworkAttachment network,
        List<PublishedPort> ports,
        List<Mount> mounts,
        ResourceLimits limits,
        Restrictions restrictions,
        LogBounds logBounds,
        String stopSignal,
        boolean init) {

    public ContainerSpec {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+")) {
            throw new IllegalArgumentException("not a container name: " + name);
        }
        if (image.isBlank()) {
            throw new IllegalArgumentException("a container needs an image");
        }
        if (!ports.isEmpty() && !(network instanceof NetworkAttachment.Named)) {
            throw new IllegalArgumentException("only a container on a network of its own can publish ports");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
        mounts = List.copyOf(mounts);
    }

    /// Begins with a container that has no network, no mounts, no limits, bounded logs and an init process.
    public static Builder builder(String name, String image) {
        return new Builder(name, image);
    }

    @Override
    public String toString() {
        return "ContainerSpec[" + name + " of " + image + "]";
    }

    /// Collects what differs from the plainest container.
    public static final class Builder {

        private final String name;
        private final String image;
        private List<String> command = List.of();
        private Map<String, String> environment = Map.of();
        private Map<String, String> labels = Map.of();
        private String user = "";
        private String hostname = "";
        private NetworkAttachment network = new NetworkAttachment.None();
        private List<PublishedPort> ports = List.of();
        private List<Mount> mounts = List.of();
        private ResourceLimits limits = ResourceLimits.NONE;
        private Restrictions restrictions = Restrictions.NONE;
        private LogBounds logBounds = LogBounds.DEFAULT;
        private String stopSignal = "";
        private boolean init = true;

        private Builder(String name, String image) {
            this.name = name;
            this.image = image;
        }

        public Builder command(List<String> words) {
            command = List.copyOf(words);
            return this;
        }

        public Builder command(String... words) {
            return command(List.of(words));
        }

        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        public Builder labels(Map<String, String> all) {
            labels = Map.copyOf(all);
            return this;
        }

        public Builder user(String nameOrNumber) {
            user = nameOrNumber;
            return this;
        }

        public Builder hostname(String host) {
            hostname = host;
            return this;
        }

        public Builder network(NetworkAttachment attachment) {
            network = attachment;
            return this;
        }

        public Builder ports(List<PublishedPort> published) {
            ports = List.copyOf(published);
            return this;
        }

        public Builder mounts(List<Mount> all) {
            mounts = List.copyOf(all);
            return this;
        }

        public Builder limits(ResourceLimits most) {
            limits = most;
            return this;
        }

        public Builder restrictions(Restrictions kept) {
            restrictions = kept;
            return this;
        }

        public Builder logBounds(LogBounds bounds) {
            logBounds = bounds;
            return this;
        }

        public Builder stopSignal(String signal) {
            stopSignal = signal;
            return this;
        }

        public Builder init(boolean wanted) {
            init = wanted;
            return this;
        }

        public ContainerSpec build() {
            return new ContainerSpec(
                    name,
                    image,
                    command,
                    environment,
                    labels,
                    user,
                    hostname,
                    network,
                    ports,
                    mounts,
                    limits,
                    restrictions,
                    logBounds,
                    stopSignal,
                    init);
        }
    }
}
