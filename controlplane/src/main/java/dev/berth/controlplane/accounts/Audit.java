package dev.berth.controlplane.accounts;

import dev.berth.controlplane.agents.StoreFailure;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records every change that somebody asked for, in the log and in the audit trail.
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private final AuditLog log;

    public Audit(AuditLog log) {
        this.log = log;
    }

    /// Never fails: what was done cannot be undone because its line could not be written; the log has it in any case.
    public void record(AuditLog.Entry entry) {
        LOG.atInfo()
                .addKeyValue("session", entry.who())
                .addKeyValue("action", entry.action())
                .addKeyValue("agent", entry.agent().map(Object::toString).orElse("-"))
                .addKeyValue("status", entry.outcome())
                .addKeyValue("peer", entry.peer())
                .addKeyValue("request", entry.requestId())
                .log("change asked");
        try {
            log.add(entry);
        } catch (StoreFailure e) {
            LOG.atError()
                    .addKeyValue("action", entry.action())
                    .addKeyValue("request", entry.requestId())
                    .setCause(e)
                    .log("audit line lost");
        }
    }

    public List<AuditLine> lines(Optional<dev.berth.domain.agent.AgentId> agent, long before, int limit) {
        return log.lines(agent, before, limit);
    }
}
