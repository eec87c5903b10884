package dev.berth.controlplane.store;

import dev.berth.controlplane.accounts.AccountsContract;
import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.controlplane.accounts.TokenStore;
import org.junit.jupiter.api.AfterEach;

class PostgresAccountsIT extends AccountsContract {

    private final ScratchPostgres server = ScratchPostgres.create();
    private final Database database = Database.postgres(server.url());

    @Override
    protected TokenStore emptyTokens() {
        return new SqlTokenStore(database);
    }

    @Override
    protected AuditLog auditLog() {
        return new SqlAuditLog(database);
    }

    @AfterEach
    void close() {
        database.close();
        server.close();
    }
}
