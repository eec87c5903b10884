/// Specs as they are stored and sent between Berth's own parts; what users write is in `dev.berth.protocol.api`.
@NullMarked
package dev.berth.protocol.spec;

import org.jspecify.annotations.NullMarked;
