package dev.berth.journal.postgres;

import dev.berth.journal.callbacks.CallbackTables;

/// Callbacks beside the calls in the same schema. The journal closes the database.
record PostgresCallbacks(JournalDatabase database) implements CallbackTables {

    @Override
    public <T> T run(String what, Work<T> work) {
        return database.run(what, work);
    }

    @Override
    public void close() {
        // The journal, which is closed later, reads through the same connections.
    }
}
