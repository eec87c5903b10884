/// The loop that brings every agent closer to what is wanted of it.
@NullMarked
package dev.berth.controlplane.reconcile;

import org.jspecify.annotations.NullMarked;
