@NullMarked
package dev.berth.journal.postgres;

import org.jspecify.annotations.NullMarked;
