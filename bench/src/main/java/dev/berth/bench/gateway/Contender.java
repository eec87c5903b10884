package dev.berth.bench.gateway;

import java.util.List;

/// One proxy that is measured.
///
/// @param pid its first process; what it started counts with it
/// @param base where it listens: `http://127.0.0.1:8081`
record Contender(String name, long pid, String base) {

    /// @param words name, pid and base with blanks between them
    static Contender of(String words) {
        List<String> parts = List.of(words.split(" "));
        return new Contender(parts.get(0), Long.parseLong(parts.get(1)), parts.get(2));
    }
}
