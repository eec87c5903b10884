@NullMarked
package dev.berth.controlplane.agents;

import org.jspecify.annotations.NullMarked;
