/// Entries as a database keeps them.
@NullMarked
package dev.berth.journal.rows;

import org.jspecify.annotations.NullMarked;
