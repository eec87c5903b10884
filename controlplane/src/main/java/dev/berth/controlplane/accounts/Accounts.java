package dev.berth.controlplane.accounts;

/// Who may do what, and what they did.
public record Accounts(Tokens tokens, AttemptLimit attempts, Audit audit) {}
