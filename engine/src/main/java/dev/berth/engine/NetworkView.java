package dev.berth.engine;

import java.util.List;
import java.util.Map;

/// A network as the engine has it.
///
/// @param driver `bridge` for those that Berth makes
/// @param subnets its address ranges in CIDR form
public record NetworkView(
        String id, String name, String driver, boolean internal, Map<String, String> labels, List<String> subnets) {

    public NetworkView {
        labels = Map.copyOf(labels);
        subnets = List.copyOf(subnets);
    }
}
