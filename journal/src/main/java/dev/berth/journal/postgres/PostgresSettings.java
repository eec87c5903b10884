package dev.berth.journal.postgres;

import java.time.Duration;

/// How a journal in PostgreSQL works. The defaults are for production.
///
/// @param batch changes that one transaction takes at most
/// @param longestQueue bytes that may wait for the database before calls are refused
/// @param silence of a database that was asked something, after which calls are refused
/// @param retryPause between tries to reach the database again
/// @param lookAround how far what other servers have open may lag
/// @param sweepPause between looks for what has expired
/// @param sweepPage entries that one transaction of the sweep deletes
/// @param readers connections for reading and for large bodies
public record PostgresSettings(
        int batch,
        long longestQueue,
        Duration silence,
        Duration retryPause,
        Duration lookAround,
        Duration sweepPause,
        int sweepPage,
        int readers) {

    public static final PostgresSettings DEFAULTS = new PostgresSettings(
            1024,
            64 << 20,
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            500,
            8);
}
