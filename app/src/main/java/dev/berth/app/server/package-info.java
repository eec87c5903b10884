/// All roles in one process, wired by hand in the order in which they start.
@NullMarked
package dev.berth.app.server;

import org.jspecify.annotations.NullMarked;
