package dev.berth.controlplane.api;

import java.net.URI;
import java.util.Optional;

/// What the operator set for the API.
///
/// @param defaultImage what runs when a body names no image
/// @param publicUrl what callers see in front of the server; empty for the address that they called
/// @param requestsPerSecond of each token; 0 for no limit
/// @param burst requests that a token may send at once beyond that
public record ApiSettings(
        String defaultImage, Optional<URI> publicUrl, OperatorRules rules, int requestsPerSecond, int burst) {}
