package dev.berth.engine.container;

import java.util.List;

/// Which network a container sees. Decided once, when it is made.
public sealed interface NetworkAttachment {

    /// A network of its own kind, in which other members find it by its aliases.
    record Named(String network, List<String> aliases) implements NetworkAttachment {
        public Named {
            aliases = List.copyOf(aliases);
        }
    }

    /// The host's network: no address of its own, no published ports.
    record Host() implements NetworkAttachment {}

    /// Loopback only.
    record None() implements NetworkAttachment {}
}
