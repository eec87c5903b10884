/// What can be done with agents: one class per use case, and the store that they need.
@NullMarked
package dev.berth.controlplane.agents;

import org.jspecify.annotations.NullMarked;
