package dev.berth.journal.postgres;

import dev.berth.journal.JournalFailure;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/// Tells a database that is away from one that says no: asking the one again later is right, and asking the other is in
/// vain.
final class Away {

    /// Beginnings of SQL states: no connection, a conflict with others, no room, ended by an operator, a lock that did
    /// not come, a database that is read-only for now.
    private static final List<String> STATES = List.of("08", "40", "53", "57", "55P03", "25006");

    private Away() {}

    /// Whether it is away. What has no SQL state was said by this end: the connection is closed.
    static boolean is(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || failure instanceof SQLTransientConnectionException
                || STATES.stream().anyMatch(state::startsWith);
    }

    /// @param what names it: `read an entry`
    static JournalFailure failure(String what, SQLException cause) {
        String message = what + ": " + cause.getMessage();
        return is(cause) ? JournalFailure.away(message, cause) : new JournalFailure(message, cause);
    }
}
