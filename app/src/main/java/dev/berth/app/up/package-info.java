/// The commands that start, prepare and end a server.
@NullMarked
package dev.berth.app.up;

import org.jspecify.annotations.NullMarked;
