package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An audit trail in memory.
public final class FakeAuditLog implements AuditLog {

    private final List<AuditLine> lines = new ArrayList<>();

    @Override
    public synchronized void add(Entry entry) {
        lines.addFirst(new AuditLine(
                lines.size() + 1L,
                entry.at(),
                entry.who(),
                entry.owner(),
                entry.action(),
                entry.agent(),
                entry.outcome(),
                entry.peer(),
                entry.requestId()));
    }

    @Override
    public synchronized List<AuditLine> lines(Optional<AgentId> agent, long before, int limit) {
        return lines.stream()
                .filter(each -> each.id() < before)
                .filter(each -> agent.isEmpty() || agent.equals(each.agent()))
                .limit(limit)
                .toList();
    }
}
