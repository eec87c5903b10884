package dev.berth.controlplane.api;

import dev.berth.kit.Version;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// How the server tells of itself.
///
/// @param checks what it needs, by name: each tells its trouble in a sentence, or nothing when it is well
/// @param meters takes the API's own figures
/// @param figures writes the server's figures in Prometheus' text format
public record ServerState(
        Version version,
        Map<String, Supplier<Optional<String>>> checks,
        MeterRegistry meters,
        Supplier<String> figures) {

    public ServerState {
        checks = Map.copyOf(checks);
    }
}
