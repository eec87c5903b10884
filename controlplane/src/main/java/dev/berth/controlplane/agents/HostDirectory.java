package dev.berth.controlplane.agents;

import dev.berth.protocol.link.Host;
import java.util.Optional;

/// The hosts, as the use cases need them.
public interface HostDirectory {

    /// The host that is in the same process as the control plane.
    String LOCAL = "local";

    /// Where a new instance may go.
    Optional<String> pick();

    /// Why a host or its engine cannot be reached, as a sentence; empty when it can.
    Optional<String> trouble(String host);

    /// The open link of a host.
    Optional<Host> link(String host);
}
