package dev.berth.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.journal.ManualClock;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.callbacks.CallbackOutboxContract;
import dev.berth.kit.SecretBox;
import dev.berth.testkit.ScratchPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is owed, beside the calls in PostgreSQL.
class PostgresCallbacksIT extends CallbackOutboxContract {

    @TempDir
    Path folder;

    private final ScratchPostgres scratch = ScratchPostgres.create();
    private final List<PostgresJournal> journals = new ArrayList<>();

    @Override
    protected SecretBox box() {
        return new PostgresUnderTest(scratch, folder).box();
    }

    @Override
    protected CallbackOutbox opened() {
        PostgresUnderTest database = new PostgresUnderTest(scratch, folder);
        journals.forEach(PostgresJournal::close);
        journals.clear();
        journals.add(database.server("here", new ManualClock()));
        return journals.getFirst().callbacks(database.box());
    }

    @AfterEach
    void drop() {
        journals.forEach(PostgresJournal::close);
        scratch.close();
    }

    @Test
    void writesNoAddressThatCanBeRead() {
        owe(ONE, "example.org:443");

        assertThat(new PostgresUnderTest(scratch, folder)
                        .number(
                                "SELECT COUNT(*) FROM journal.callback WHERE url LIKE '%secret%' OR url LIKE '%example%'"
                                        + " OR destination LIKE '%example%'"))
                .isZero();
    }
}
