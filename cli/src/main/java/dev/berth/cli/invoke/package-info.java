/// The command that calls an agent.
@NullMarked
package dev.berth.cli.invoke;

import org.jspecify.annotations.NullMarked;
