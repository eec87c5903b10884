/// Moves bytes between a client's channel and an upstream's. All of an exchange happens on one event loop.
///
/// Start reading at [ClientConnection] (what a client connection does, phase by phase) and [Exchange] (one request
/// that is forwarded, and its answer). [Pipes] is the entrance.
@NullMarked
package dev.berth.edge.pipe;

import org.jspecify.annotations.NullMarked;
