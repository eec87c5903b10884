/// Commands that list, show and direct agents.
@NullMarked
package dev.berth.cli.agents;

import org.jspecify.annotations.NullMarked;
