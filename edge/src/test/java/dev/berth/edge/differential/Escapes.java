package dev.berth.edge.differential;

/// Writes bytes as `framing-corpus.txt` has them.
final class Escapes {

    private Escapes() {}

    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            boolean atAnEnd = i == 0 || i == bytes.length - 1;
            escape(text, bytes[i], atAnEnd);
        }
        return text.toString();
    }

    static String of(String text) {
        return of(Latin1.bytes(text));
    }

    /// A blank at an end would be lost.
    private static void escape(StringBuilder text, byte b, boolean atAnEnd) {
        switch (b) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\\' -> text.append("\\\\");
            default -> {
                if (b < ' ' || b == 0x7f || (b == ' ' && atAnEnd)) {
                    text.append(String.format("\\x%02x", b & 0xff));
                } else {
                    text.append((char) b);
                }
            }
        }
    }
}
