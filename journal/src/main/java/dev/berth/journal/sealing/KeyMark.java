package dev.berth.journal.sealing;

/// An idempotency key as it may lie readable in an index: nothing of the caller's can be guessed from it.
///
/// @param key of (agent, caller, key), 32 hexadecimal digits
/// @param fingerprint of method, target and body, 32 hexadecimal digits
public record KeyMark(String key, String fingerprint) {}
