package dev.berth.controlplane.accounts;

import java.util.List;

/// What was done by whom. The newest 100,000 entries are kept.
public interface AuditLog {

    /// Writes an entry down; its sequence is given here.
    void record(AuditEntry entry);

    /// Newest first, those before the sequence number, at most `limit`.
    List<AuditEntry> before(long sequence, int limit);
}
