package dev.berth.controlplane.agents;

/// A port of a host, reserved for a container's port until the agent asks for another or is removed.
public record HostPort(String host, int port, String listen, int container) {}
