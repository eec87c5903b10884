package dev.berth.controlplane.requests;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import dev.berth.journal.EntryId;
import dev.berth.journal.callbacks.Callback;
import java.util.Optional;

/// Callbacks as the API shows them. Blocks, for virtual threads.
public interface CallbackDesk {

    /// What became of the callback of an entry; empty when none was asked for.
    Optional<Callback> find(EntryId entry);

    /// Makes a new secret for an agent's callbacks in place of the one that it had.
    Secret renewSecret(AgentId agent);
}
