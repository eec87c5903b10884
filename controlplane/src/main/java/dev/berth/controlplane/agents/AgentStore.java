package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.lifecycle.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where agents are kept. Each method is one transaction; a write that returns is on disk.
///
/// Every method throws [StoreFailure] when the database does not answer.
public interface AgentStore {

    /// What became of a write.
    enum Outcome {
        WRITTEN,
        /// Somebody else wrote first, or the agent is gone. Read again and decide again.
        STALE,
        /// Another agent has the slug.
        SLUG_TAKEN,
        /// Another agent has reserved one of the ports.
        PORT_TAKEN
    }

    Optional<AgentRecord> find(AgentId agent);

    /// Every agent, in the order of creation.
    List<AgentRecord> all();

    /// Adds an agent with its first revision; `change.version()` is 0.
    Written add(AgentChange change);

    /// What a write made of an agent.
    ///
    /// @param record as it is now; empty unless written
    record Written(Outcome outcome, Optional<AgentRecord> record) {}

    Written write(AgentChange change);

    /// Forgets an agent with all its rows.
    void remove(AgentId agent);

    List<RevisionEntry> revisions(AgentId agent);

    /// Every instance that is kept, newest first, at most `limit`.
    List<Run> runs(AgentId agent, int limit);

    /// Ports of a host that some agent has reserved.
    List<HostPort> reservedPorts(String host);

    /// Newest last, after the sequence number, at most `limit`. Only the newest 500 of an agent are kept.
    List<AgentEvent> events(AgentId agent, long after, int limit);

    /// One spec that an agent has had.
    ///
    /// @param failure why a rollout of it went back, as a sentence; empty when none did
    record RevisionEntry(Revision revision, AgentSpec spec, Instant createdAt, String failure) {}
}
