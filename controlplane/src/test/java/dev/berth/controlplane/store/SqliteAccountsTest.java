package dev.berth.controlplane.store;

import dev.berth.controlplane.accounts.AccountsContract;
import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.controlplane.accounts.TokenStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteAccountsTest extends AccountsContract {

    @TempDir
    Path folder;

    private @Nullable Database database;

    private Database database() {
        Database open = database == null ? Database.sqlite(folder.resolve("berth.db")) : database;
        database = open;
        return open;
    }

    @Override
    protected TokenStore emptyTokens() {
        return new SqlTokenStore(database());
    }

    @Override
    protected AuditLog auditLog() {
        return new SqlAuditLog(database());
    }

    @AfterEach
    void close() {
        database().close();
    }
}
