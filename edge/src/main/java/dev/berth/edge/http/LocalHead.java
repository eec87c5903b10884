package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/// Writes the heads of answers that are made here and not by an upstream.
public final class LocalHead {

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(303, "See Other"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(308, "Permanent Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(421, "Misdirected Request"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(426, "Upgrade Required"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    private static final byte[] HTTP_1_1 = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] CONTINUE = Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private LocalHead() {}

    /// The phrase beside a status; empty when there is no usual one.
    public static String reason(int status) {
        return REASONS.getOrDefault(status, "");
    }

    /// Writes a head with the length of the body that follows it.
    public static void write(
            int status,
            HeaderLines headers,
            int bodyLength,
            RequestId id,
            HeadWriter.Connection connection,
            ByteBuf out) {
        out.writeBytes(HTTP_1_1);
        out.writeBytes(Ascii.bytes(status + " " + reason(status)));
        out.writeBytes(CRLF);
        out.writeBytes(headers.array(), 0, headers.length());
        if (status >= 200 && status != 204 && status != 304) {
            out.writeBytes(LENGTH);
            out.writeBytes(Ascii.bytes(Integer.toString(bodyLength)));
            out.writeBytes(CRLF);
        }
        HeadWriter.requestId(id, out);
        HeadWriter.connection(connection, out);
        out.writeBytes(CRLF);
    }

    /// Writes `100 Continue`.
    public static void writeContinue(ByteBuf out) {
        out.writeBytes(CONTINUE);
    }
}
