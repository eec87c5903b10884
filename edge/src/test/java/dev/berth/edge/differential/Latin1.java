package dev.berth.edge.differential;

import java.nio.charset.StandardCharsets;

/// Bytes as a text with a character for each, which is easier to compare and to print.
final class Latin1 {

    private Latin1() {}

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
