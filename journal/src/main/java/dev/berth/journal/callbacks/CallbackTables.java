package dev.berth.journal.callbacks;

import java.sql.Connection;
import java.sql.SQLException;

/// Where the table `callback` lies. For any thread; blocks.
public interface CallbackTables extends AutoCloseable {

    /// Something that is done with a connection.
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /// Runs one statement, which is a transaction of its own.
    ///
    /// @param what names it in a failure: `owe a callback`
    /// @throws dev.berth.journal.JournalFailure when it cannot be carried out
    <T> T run(String what, Work<T> work);

    @Override
    void close();
}
