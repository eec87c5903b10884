package dev.berth.controlplane.accounts;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.Optional;

/// Who changed what, and what became of it.
///
/// @param id grows with time
/// @param who the name of the token
/// @param action the operation's name in the API's contract
/// @param outcome `done`, or the code of the problem
/// @param peer the caller's address
public record AuditLine(
        long id,
        Instant at,
        String who,
        String owner,
        String action,
        Optional<AgentId> agent,
        String outcome,
        String peer,
        String requestId) {}
