/// What the control plane keeps in a database: SQLite embedded, PostgreSQL in production; one SQL for both.
@NullMarked
package dev.berth.controlplane.store;

import org.jspecify.annotations.NullMarked;
