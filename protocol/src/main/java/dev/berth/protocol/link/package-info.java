/// What the control plane and a host's daemon say to each other.
@NullMarked
package dev.berth.protocol.link;

import org.jspecify.annotations.NullMarked;
