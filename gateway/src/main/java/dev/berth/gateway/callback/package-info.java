/// Tells the outcome of kept calls to whoever asked for it with `Berth-Callback`.
///
/// [Callbacks] is the entrance.
@NullMarked
package dev.berth.gateway.callback;

import org.jspecify.annotations.NullMarked;
