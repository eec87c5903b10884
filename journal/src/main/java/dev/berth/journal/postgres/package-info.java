/// The journal in a PostgreSQL database that several servers share.
@NullMarked
package dev.berth.journal.postgres;

import org.jspecify.annotations.NullMarked;
