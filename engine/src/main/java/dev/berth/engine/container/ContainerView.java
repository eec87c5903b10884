package dev.berth.engine.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A container as its engine has it. Its environment is left out on purpose: it holds secrets.
///
/// @param image the reference that it was made of, as it was given
/// @param imageId the image that this reference meant then
/// @param addresses its address by network; empty while it does not run and on the host's network
/// @param ports what is published now, with the host ports that the engine chose; empty while it does not run
public record ContainerView(
        ContainerId id,
        String name,
        String image,
        String imageId,
        Map<String, String> labels,
        ContainerState state,
        Map<String, String> addresses,
        List<PublishedPort> ports,
        List<Mount> mounts,
        Instant createdAt) {

    public ContainerView {
        labels = Map.copyOf(labels);
        addresses = Map.copyOf(addresses);
        ports = List.copyOf(ports);
        mounts = List.copyOf(mounts);
    }

    /// The same container in another state.
    public ContainerView in(ContainerState other) {
        return new ContainerView(id, name, image, imageId, labels, other, addresses, ports, mounts, createdAt);
    }
}
