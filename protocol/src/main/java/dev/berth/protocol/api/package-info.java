/// The REST API's bodies, and the client that speaks it. Its contract is `openapi.yaml`.
@NullMarked
package dev.berth.protocol.api;

import org.jspecify.annotations.NullMarked;
