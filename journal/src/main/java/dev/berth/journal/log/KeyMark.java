package dev.berth.journal.log;

/// An idempotency key as it may lie readable in the index: nothing of the caller's can be guessed from it.
///
/// @param key of (agent, caller, key), 32 hexadecimal digits
/// @param fingerprint of method, target and body, 32 hexadecimal digits
record KeyMark(String key, String fingerprint) {}
