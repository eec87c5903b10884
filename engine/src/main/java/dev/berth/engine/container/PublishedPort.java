package dev.berth.engine.container;

/// A TCP port of a container that is reached at a port of its host.
///
/// @param hostAddress the host's address that listens
/// @param hostPort 0 in a spec lets the engine choose
public record PublishedPort(int containerPort, String hostAddress, int hostPort) {

    public static final String LOOPBACK = "127.0.0.1";

    public PublishedPort {
        if (containerPort < 1 || containerPort > 65_535 || hostPort < 0 || hostPort > 65_535) {
            throw new IllegalArgumentException("not a port: " + containerPort + " at " + hostPort);
        }
    }
}
