package dev.berth.cli.invoke;

import dev.berth.protocol.client.AgentCall.Header;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the parts of a request as people write them for a shell.
final class RequestText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?";

    /// Headers that belong to the connection, which this command makes.
    private static final Set<String> CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private RequestText() {}

    /// A path as it is sent: with a slash before it, and what no path may contain encoded. What is encoded stays so.
    static String path(String text) {
        String path = text.startsWith("/") ? text : "/" + text;
        StringBuilder encoded = new StringBuilder();
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xFF);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            if (plain || (c == '%' && escapes(bytes, i))) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(bytes[i]));
            }
        }
        return encoded.toString();
    }

    private static boolean escapes(byte[] bytes, int at) {
        return at + 2 < bytes.length && HexFormat.isHexDigit(bytes[at + 1]) && HexFormat.isHexDigit(bytes[at + 2]);
    }

    /// @throws IllegalArgumentException with what is wrong
    static Header header(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon);
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("A header is written 'Name: value', and this is: " + text);
        }
        if (CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(name + " belongs to the connection; berth sets it itself.");
        }
        String value = text.substring(colon + 1).strip();
        if (!isPrintable(value)) {
            throw new IllegalArgumentException(
                    "-H: the value of %s may hold printable ASCII only, and is: %s".formatted(name, value));
        }
        return new Header(name, value);
    }

    /// A header that an option of its own stands for.
    ///
    /// @throws IllegalArgumentException with what is wrong
    static Header header(String option, String name, String value) {
        if (!isPrintable(value)) {
            throw new IllegalArgumentException(option + ": printable ASCII only, and is: " + value);
        }
        return new Header(name, value.strip());
    }

    /// Whether a header carries a text as it is: what is not ASCII would become something else on its way, and two
    /// different texts one.
    private static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\t');
    }

    /// @throws IllegalArgumentException with what is wrong
    static String method(String text) {
        if (!TOKEN.matcher(text).matches() || text.equalsIgnoreCase("CONNECT")) {
            throw new IllegalArgumentException("This is no method that can be used here: " + text);
        }
        return text;
    }
}
