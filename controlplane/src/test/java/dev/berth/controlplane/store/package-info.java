@NullMarked
package dev.berth.controlplane.store;

import org.jspecify.annotations.NullMarked;
