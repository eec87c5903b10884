/// What is still to be told to those who asked for a callback.
@NullMarked
package dev.berth.journal.callbacks;

import org.jspecify.annotations.NullMarked;
