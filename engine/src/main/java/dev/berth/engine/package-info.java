/// The port to what runs containers on a host: the operations, what they answer, and how they fail.
@NullMarked
package dev.berth.engine;

import org.jspecify.annotations.NullMarked;
