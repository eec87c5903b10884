/// Finds the server that a command is about, and agents by what users call them.
@NullMarked
package dev.berth.cli.connect;

import org.jspecify.annotations.NullMarked;
