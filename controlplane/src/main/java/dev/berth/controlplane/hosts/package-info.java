/// The hosts that are connected, and what they are told and say.
@NullMarked
package dev.berth.controlplane.hosts;

import org.jspecify.annotations.NullMarked;
