package dev.berth.journal.sealing;

import dev.berth.journal.Entry;
import org.jspecify.annotations.Nullable;

/// An entry with its idempotency key, if its caller gave one.
public record MarkedEntry(Entry entry, @Nullable KeyMark mark) {}
