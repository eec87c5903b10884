/// Tests of the outbox of callbacks.
@NullMarked
package dev.berth.journal.callbacks;

import org.jspecify.annotations.NullMarked;
