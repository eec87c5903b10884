/// The REST API: decodes, calls a use case, encodes. Its contract is protocol's `openapi.yaml`.
@NullMarked
package dev.berth.controlplane.api;

import org.jspecify.annotations.NullMarked;
