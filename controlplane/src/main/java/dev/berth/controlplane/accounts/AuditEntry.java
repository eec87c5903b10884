package dev.berth.controlplane.accounts;

import java.time.Instant;

/// One thing that somebody did, or tried to do.
///
/// @param sequence counts from 1
/// @param who the token's name and id; `anonymous` without one
/// @param action stable, lower_snake: `agent_create`, `token_revoke`...
/// @param subject what it was done to: an agent's id or a token's; empty when there is none
/// @param status of the answer
/// @param peer the caller's address
public record AuditEntry(
        long sequence,
        Instant at,
        String who,
        String action,
        String subject,
        int status,
        String peer,
        String request) {}
