/// The entrance: the commands that this module adds, and the one that starts everything.
@NullMarked
package dev.berth.app;

import org.jspecify.annotations.NullMarked;
