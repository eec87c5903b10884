package dev.berth.journal.postgres;

import dev.berth.journal.JournalUnderTest;
import dev.berth.journal.KeepingContract;
import dev.berth.testkit.ScratchPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class PostgresJournalKeepingIT extends KeepingContract {

    @TempDir
    Path folder;

    private final ScratchPostgres database = ScratchPostgres.create();

    @Override
    protected JournalUnderTest subject() {
        return new PostgresUnderTest(database, folder);
    }

    @AfterEach
    void drop() {
        database.close();
    }
}
