package dev.berth.controlplane.accounts;

class FakeAuditLogTest extends AuditLogContract {

    @Override
    protected AuditLog empty() {
        return new FakeAuditLog();
    }
}
