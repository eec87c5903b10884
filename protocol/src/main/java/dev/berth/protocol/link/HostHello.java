package dev.berth.protocol.link;

import java.util.List;

/// What a host says of itself when it connects.
///
/// @param name unique in an installation
/// @param instances what it last knew of every instance that it keeps
public record HostHello(
        String name, String engine, double cores, long memoryBytes, List<HostReport.Observation> instances) {
    public HostHello {
        instances = List.copyOf(instances);
    }
}
