@NullMarked
package dev.berth.testkit.engine;

import org.jspecify.annotations.NullMarked;
