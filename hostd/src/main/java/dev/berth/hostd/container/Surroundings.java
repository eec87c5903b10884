package dev.berth.hostd.container;

import dev.berth.engine.container.LogBounds;

/// What is the same for all containers of a host.
///
/// @param installation tells this Berth's objects from those of another one at the same engine
/// @param network the agents' own network
/// @param logBounds how much of a container's output the engine keeps
public record Surroundings(String installation, String network, ReachBy reachBy, LogBounds logBounds) {

    /// How the gateway and this daemon come to a container on the agents' network.
    public enum ReachBy {
        /// By its address: they run on the host itself.
        ADDRESS,
        /// By its name: they run in a container on the same network.
        NAME
    }

    public Surroundings {
        if (installation.isBlank() || network.isBlank()) {
            throw new IllegalArgumentException("installation and network must not be blank");
        }
    }
}
