package dev.berth.edge.http;

/// What is wrong with a message, as a client is told. Every fault ends its connection: what follows cannot be trusted.
public enum Fault {
    CONTROL_CHARACTER(400, "control_character", "The head holds a control character."),
    BARE_LINE_FEED(400, "bare_line_feed", "A line ends with LF alone; lines end with CR LF."),
    BARE_CARRIAGE_RETURN(400, "bare_carriage_return", "A CR is not followed by LF."),
    FOLDED_LINE(400, "folded_line", "A header line begins with a blank; folded lines are not accepted."),
    HEADER_NAME(400, "bad_header_name", "A header name is empty or holds a character that no token has."),
    SPACE_BEFORE_COLON(400, "space_before_colon", "There is a blank between a header name and its colon."),
    REQUEST_LINE(400, "bad_request_line", "The request line is not: method, one space, target, one space, HTTP/1.1."),
    STATUS_LINE(
            400, "bad_status_line", "The status line is not: HTTP/1.1, one space, three digits, one space, reason."),
    TARGET(400, "bad_target", "The request target is not one that RFC 9112 allows."),
    FOREIGN_TARGET(400, "foreign_target", "The absolute target names another authority than the Host header."),
    VERSION(505, "http_version_unsupported", "Only HTTP/1.1 and HTTP/1.0 are spoken here."),
    CONNECT_UNSUPPORTED(501, "connect_unsupported", "CONNECT is not offered here."),
    HOST_MISSING(400, "host_missing", "An HTTP/1.1 request needs a Host header."),
    HOST_REPEATED(400, "host_repeated", "There is more than one Host header."),
    HOST(400, "bad_host", "The Host header is not a host with an optional port."),
    LENGTH_REPEATED(400, "content_length_repeated", "There is more than one Content-Length."),
    LENGTH(400, "bad_content_length", "Content-Length is not a plain decimal number."),
    LENGTH_AND_CODING(400, "length_with_coding", "Content-Length and Transfer-Encoding stand side by side."),
    CODING(400, "bad_transfer_coding", "Transfer-Encoding is not exactly: chunked."),
    CODING_IN_HTTP_1_0(400, "coding_in_http_1_0", "HTTP/1.0 knows no Transfer-Encoding."),
    CONNECTION(
            400,
            "bad_connection_header",
            "The Connection header is no list of names, or names one that frames a message."),
    EXPECTATION(417, "expectation_failed", "The only expectation that is met here is: 100-continue."),
    CHUNK_SIZE(400, "bad_chunk_size", "A chunk does not begin with its size in hexadecimal digits."),
    CHUNK_EXTENSION(400, "bad_chunk_extension", "A chunk extension is malformed or too long."),
    CHUNK_END(400, "bad_chunk_end", "A chunk's data is not followed by CR LF."),
    TRAILER(400, "bad_trailer", "A trailer may not hold a field that frames or routes a message."),
    TARGET_TOO_LONG(414, "target_too_long", "The request line is longer than is accepted here."),
    HEAD_TOO_LARGE(431, "head_too_large", "The head is larger than is accepted here."),
    TOO_MANY_HEADERS(431, "too_many_headers", "The head has more header lines than are accepted here."),
    BODY_TOO_LARGE(413, "body_too_large", "The body is larger than is accepted here.");

    private final int status;
    private final String code;
    private final String detail;

    Fault(int status, String code, String detail) {
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    /// The status that a client is answered with; a fault in an upstream's message is a 502 instead.
    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }
}
