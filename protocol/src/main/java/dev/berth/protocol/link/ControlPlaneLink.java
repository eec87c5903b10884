package dev.berth.protocol.link;

/// The control plane as a host sees it. In one JVM it is the control plane itself.
public interface ControlPlaneLink {

    /// Begins a link session; an older one of the same host is closed. The complete assignment follows at once.
    ///
    /// @throws LinkBroken when the control plane cannot be reached
    Session connect(HostHello hello, Host host);

    /// One open link.
    interface Session extends AutoCloseable {

        /// Hands over what was seen. Returns when it is recorded.
        ///
        /// @throws LinkBroken when the session does not go on
        void report(HostReport report);

        @Override
        void close();
    }
}
