package dev.berth.edge.http;

import java.util.Arrays;

/// The header names that decide framing or belong to one hop, recognised while a head is read.
enum Known {
    OTHER(""),
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    CONNECTION("connection"),
    KEEP_ALIVE("keep-alive"),
    PROXY_CONNECTION("proxy-connection"),
    TE("te"),
    TRAILER("trailer"),
    UPGRADE("upgrade"),
    HTTP2_SETTINGS("http2-settings"),
    EXPECT("expect");

    private static final int MASK = 63;
    private static final Known[] BY_HASH = byHash();

    @SuppressWarnings("ImmutableEnumChecker") // never changed, never handed out
    private final byte[] lower;

    private final int hash;

    Known(String lower) {
        this.lower = Ascii.bytes(lower);
        this.hash = HeaderName.hash(this.lower, 0, this.lower.length);
    }

    static Known of(int hash, byte[] bytes, int from, int to) {
        int slot = hash & MASK;
        while (BY_HASH[slot] != OTHER) {
            Known known = BY_HASH[slot];
            if (known.hash == hash && Ascii.equalsIgnoreCase(bytes, from, to, known.lower)) {
                return known;
            }
            slot = (slot + 1) & MASK;
        }
        return OTHER;
    }

    private static Known[] byHash() {
        Known[] table = new Known[MASK + 1];
        Arrays.fill(table, OTHER);
        for (Known known : values()) {
            int slot = known.hash & MASK;
            while (known != OTHER && table[slot] != OTHER) {
                slot = (slot + 1) & MASK;
            }
            if (known != OTHER) {
                table[slot] = known;
            }
        }
        return table;
    }
}
