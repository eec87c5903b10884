package dev.berth.edge.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Where a request is forwarded to. Equal upstreams share their idle connections.
public sealed interface Upstream {

    /// A resolved address.
    record Tcp(InetSocketAddress address) implements Upstream {
        public Tcp {
            if (address.isUnresolved()) {
                throw new IllegalArgumentException("not resolved: " + address);
            }
        }

        public Tcp(InetAddress address, int port) {
            this(new InetSocketAddress(address, port));
        }
    }

    /// A host name, looked up when a connection is opened.
    record Named(String host, int port) implements Upstream {}

    /// A unix domain socket.
    record Unix(Path path) implements Upstream {}
}
