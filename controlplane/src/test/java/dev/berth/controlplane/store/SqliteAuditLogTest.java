package dev.berth.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.accounts.AuditLine;
import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.controlplane.accounts.AuditLogContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAuditLogTest extends AuditLogContract {

    @TempDir
    Path folder;

    private final List<Database> opened = new ArrayList<>();

    private Database open() {
        Database database = Database.sqlite(folder.resolve("berth.db"));
        opened.add(database);
        return database;
    }

    @Override
    protected AuditLog empty() {
        return new SqlAuditLog(open());
    }

    @AfterEach
    void close() {
        opened.forEach(Database::close);
    }

    @Test
    void keepsTheNewestLinesAlone() {
        AuditLog log = new SqlAuditLog(open(), 10, 5);
        for (int i = 1; i <= 30; i++) {
            log.add(entry("action-" + i, Optional.empty()));
        }

        List<AuditLine> lines = log.lines(Optional.empty(), Long.MAX_VALUE, 100);

        assertThat(lines).hasSize(10);
        assertThat(lines.getLast().action()).isEqualTo("action-21");
    }
}
