package dev.berth.journal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A journal that is open during a test of a contract.
public abstract class OpenedJournal {

    final ManualClock clock = new ManualClock();
    Journal journal;

    protected abstract JournalUnderTest subject();

    @BeforeEach
    void openFirst() {
        journal = subject().open(clock);
    }

    @AfterEach
    void closeLast() {
        journal.close();
    }

    void reopen() {
        journal.close();
        journal = subject().open(clock);
    }

    void catchUp() {
        subject().catchUp(journal);
    }

    static Body spooled(Journal journal) {
        try (Spool spool = journal.spool()) {
            spool.write(new byte[100_000], 0, 100_000);
            return spool.finish();
        }
    }
}
