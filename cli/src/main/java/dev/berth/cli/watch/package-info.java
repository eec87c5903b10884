/// Commands that show what agents write, use and go through.
@NullMarked
package dev.berth.cli.watch;

import org.jspecify.annotations.NullMarked;
