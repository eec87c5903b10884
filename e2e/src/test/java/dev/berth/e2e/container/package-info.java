/// The server as a container beside its agents, as `compose.yaml` runs it.
@NullMarked
package dev.berth.e2e.container;

import org.jspecify.annotations.NullMarked;
