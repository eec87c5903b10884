package dev.berth.controlplane.accounts;

/// Who may do what, and what they did.
///
/// @param itself with what agents speak for themselves
public record Accounts(Tokens tokens, SelfTokens itself, AttemptLimit attempts, Audit audit) {}
