package dev.berth.edge.differential;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// One request as some parser saw it.
///
/// @param fields name and value of each header line, in their order
/// @param digest of the content
record Seen(String method, String target, List<Field> fields, int length, String digest) {

    /// The header that tells, in an answer, what the request was taken for.
    static final String HEADER = "X-Seen";

    private static final HexFormat HEX = HexFormat.of();
    private static final String NONE = "-";

    /// One header line, its value without the blanks around it.
    record Field(String name, String value) {

        private String encoded() {
            return hex(name) + ":" + hex(value);
        }
    }

    Seen {
        fields = List.copyOf(fields);
    }

    static Seen of(String method, String target, List<Field> fields, String content) {
        return new Seen(method, target, fields, content.length(), digest(content));
    }

    /// Whether both took the same bytes for the request. Headers are compared apart.
    boolean isFramedLike(Seen other) {
        return method.equals(other.method)
                && target.equals(other.target)
                && length == other.length
                && digest.equals(other.digest);
    }

    /// What [#HEADER] holds. The script for Node writes the same.
    String encoded() {
        String lines = fields.isEmpty()
                ? NONE
                : String.join(",", fields.stream().map(Field::encoded).toList());
        return String.join(" ", method, hex(target), Integer.toString(length), digest, lines);
    }

    static Seen decoded(String text) {
        String[] parts = text.split(" ", -1);
        List<Field> fields = new ArrayList<>();
        if (!parts[4].equals(NONE)) {
            for (String line : parts[4].split(",", -1)) {
                int colon = line.indexOf(':');
                fields.add(new Field(text(line.substring(0, colon)), text(line.substring(colon + 1))));
            }
        }
        return new Seen(parts[0], text(parts[1]), fields, Integer.parseInt(parts[2]), parts[3]);
    }

    private static String hex(String text) {
        return HEX.formatHex(Latin1.bytes(text));
    }

    private static String text(String hex) {
        return Latin1.text(HEX.parseHex(hex));
    }

    private static String digest(String content) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(Latin1.bytes(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return method + " " + target + " with " + length + " bytes (" + digest.substring(0, 8) + ")";
    }
}
