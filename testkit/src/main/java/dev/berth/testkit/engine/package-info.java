/// An engine in memory, images made without a registry, and what every engine must do.
@NullMarked
package dev.berth.testkit.engine;

import org.jspecify.annotations.NullMarked;
