package dev.berth.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Method, target and version of a request (RFC 9112, 3).
final class RequestLine {

    private static final AsciiSlice ROOT = AsciiSlice.of("/");
    private static final byte[] HTTP_1 = Ascii.bytes("HTTP/1.");
    private static final AsciiSlice HTTP = AsciiSlice.of("http://");
    private static final AsciiSlice HTTPS = AsciiSlice.of("https://");
    private static final String[] USUAL_METHODS = {
        "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"
    };

    private String method = "";
    private AsciiSlice target = ROOT;
    private @Nullable AsciiSlice authority;
    private boolean http10;

    String method() {
        return method;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    AsciiSlice target() {
        return target;
    }

    /// Of an absolute target; null for the usual ones.
    @Nullable
    AsciiSlice authority() {
        return authority;
    }

    boolean http10() {
        return http10;
    }

    @Nullable
    Fault parse(byte[] bytes, int from, int to) {
        int methodEnd = find(bytes, ' ', from, to);
        if (methodEnd < 0 || !Ascii.isToken(bytes, from, methodEnd)) {
            return Fault.REQUEST_LINE;
        }
        int targetEnd = find(bytes, ' ', methodEnd + 1, to);
        if (targetEnd < 0) {
            return Fault.REQUEST_LINE;
        }
        method = methodOf(bytes, from, methodEnd);
        Fault fault = version(bytes, targetEnd + 1, to);
        return fault == null ? target(bytes, methodEnd + 1, targetEnd) : fault;
    }

    private @Nullable Fault version(byte[] bytes, int from, int to) {
        boolean looksRight = to - from == 8
                && Ascii.isDigit(bytes[to - 1])
                && bytes[to - 2] == '.'
                && Ascii.isDigit(bytes[to - 3])
                && Arrays.equals(bytes, from, from + 5, HTTP_1, 0, 5);
        if (!looksRight) {
            return Fault.REQUEST_LINE;
        }
        http10 = bytes[to - 1] == '0';
        return bytes[to - 3] == '1' && bytes[to - 1] <= '1' ? null : Fault.VERSION;
    }

    private @Nullable Fault target(byte[] bytes, int from, int to) {
        if (from == to) {
            return Fault.REQUEST_LINE;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f || bytes[i] == '#') {
                return Fault.TARGET;
            }
        }
        if (method.equals("CONNECT")) {
            return Fault.CONNECT_UNSUPPORTED;
        }
        target = new AsciiSlice(bytes, from, to);
        boolean wholeServer = to - from == 1 && bytes[from] == '*' && method.equals("OPTIONS");
        if (bytes[from] == '/' || wholeServer) {
            return null;
        }
        return absolute();
    }

    private @Nullable Fault absolute() {
        int start;
        if (target.startsWithIgnoreCase(HTTP)) {
            start = HTTP.length();
        } else if (target.startsWithIgnoreCase(HTTPS)) {
            start = HTTPS.length();
        } else {
            return Fault.TARGET;
        }
        int end = start;
        while (end < target.length() && target.at(end) != '/' && target.at(end) != '?') {
            end++;
        }
        authority = target.slice(start, end);
        AsciiSlice rest = target.from(end);
        if (rest.isEmpty()) {
            target = ROOT;
        } else {
            target = rest.at(0) == '/' ? rest : AsciiSlice.of("/" + rest);
        }
        return null;
    }

    private static String methodOf(byte[] bytes, int from, int to) {
        for (String usual : USUAL_METHODS) {
            if (usual.length() == to - from && matches(usual, bytes, from)) {
                return usual;
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean matches(String word, byte[] bytes, int from) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int find(byte[] bytes, char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
