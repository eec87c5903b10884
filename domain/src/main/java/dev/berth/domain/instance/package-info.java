/// One run of one agent on one host: identity, states, and the next step of the host.
@NullMarked
package dev.berth.domain.instance;

import org.jspecify.annotations.NullMarked;
