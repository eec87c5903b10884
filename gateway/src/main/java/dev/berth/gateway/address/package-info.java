/// Ranges of network addresses.
@NullMarked
package dev.berth.gateway.address;

import org.jspecify.annotations.NullMarked;
