package dev.berth.controlplane.store;

import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.controlplane.accounts.AuditLogContract;
import dev.berth.testkit.ScratchPostgres;
import org.junit.jupiter.api.AfterEach;

class PostgresAuditLogIT extends AuditLogContract {

    private final ScratchPostgres server = ScratchPostgres.create();
    private final Database database = Database.postgres(server.url());

    @Override
    protected AuditLog empty() {
        return new SqlAuditLog(database);
    }

    @AfterEach
    void drop() {
        database.close();
        server.close();
    }
}
