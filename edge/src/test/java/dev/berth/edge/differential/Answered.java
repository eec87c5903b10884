package dev.berth.edge.differential;

import java.util.List;
import java.util.Optional;

/// One case of the answers: what was asked, and what the upstream sent.
///
/// @param closes the upstream ends its connection behind the answer
record Answered(String method, boolean closes, String answer) {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "OPTIONS");

    /// Reads `METHOD close|...` and `METHOD keep|...`; nothing when it is neither.
    static Optional<Answered> of(byte[] text) {
        String all = Latin1.text(text);
        int blank = all.indexOf(' ');
        int bar = all.indexOf('|');
        if (blank < 0 || bar < blank || !METHODS.contains(all.substring(0, blank))) {
            return Optional.empty();
        }
        return switch (all.substring(blank + 1, bar)) {
            case "close" -> Optional.of(new Answered(all.substring(0, blank), true, all.substring(bar + 1)));
            case "keep" -> Optional.of(new Answered(all.substring(0, blank), false, all.substring(bar + 1)));
            default -> Optional.empty();
        };
    }

    boolean isHead() {
        return method.equals("HEAD");
    }
}
