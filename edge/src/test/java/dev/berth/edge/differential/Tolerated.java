package dev.berth.edge.differential;

import java.util.regex.Pattern;

/// What another parser may refuse although the edge lets it through. Each kind has its reason; whatever is not listed
/// is a difference.
///
/// To refuse is never a desync: the other side closes the connection, and no byte of it is taken for something else.
enum Tolerated {
    /// A method is any token (RFC 9110, 9.1). llhttp knows a list.
    METHOD_UNKNOWN_TO_NODE(
            OtherParser.Name.NODE,
            "400 HPE_INVALID_",
            "\\A(?!(?:ACL|BIND|CHECKOUT|CONNECT|COPY|DELETE|GET|HEAD|LINK|LOCK|M-SEARCH|MERGE|MKACTIVITY|MKCALENDAR|MKCOL"
                    + "|MOVE|NOTIFY|OPTIONS|PATCH|POST|PROPFIND|PROPPATCH|PURGE|PUT|QUERY|REBIND|REPORT|SEARCH|SOURCE"
                    + "|SUBSCRIBE|TRACE|UNBIND|UNLINK|UNLOCK|UNSUBSCRIBE) )"),

    /// The same; nginx takes capital letters, hyphen and underscore.
    METHOD_UNKNOWN_TO_NGINX(OtherParser.Name.NGINX, "400 Bad Request", "\\A[A-Z_-]*[^A-Z_ -]"),

    /// `OPTIONS *` asks for the whole server (RFC 9112, 3.2.4). nginx serves resources alone.
    ASTERISK_AT_NGINX(OtherParser.Name.NGINX, "400 Bad Request", "\\AOPTIONS \\* "),

    /// nginx decodes the path to find files: it wants two hexadecimal digits behind a percent sign, no NUL, and no way
    /// above the root. The edge hands the target on as it came.
    PATH_UNDECODABLE_TO_NGINX(
            OtherParser.Name.NGINX,
            "400 Bad Request",
            "\\A\\S+ (?:\\S*%(?![0-9a-fA-F]{2})|\\S*%00|\\S*(?:\\.|%2[eE]){2})"),

    /// nginx lets no one trace.
    TRACE_AT_NGINX(OtherParser.Name.NGINX, "405 Not Allowed", "\\ATRACE "),

    /// Blanks around the marks of a chunk extension are bad but to be parsed (RFC 9112, 7.1.1; RFC 9110, 5.6.3). llhttp
    /// does not. The edge sends no extensions on.
    BLANK_IN_CHUNK_EXTENSION_AT_NODE(
            OtherParser.Name.NODE, "400 HPE_STRICT", "(?is)\\r\\ntransfer-encoding:.*\\r\\n\\r\\n.*;[^\\r\\n]*[ \\t]"),

    /// A host name may be any text (RFC 3986, 3.2.2). nginx wants no empty label in it.
    EMPTY_LABEL_IN_HOST_AT_NGINX(
            OtherParser.Name.NGINX, "400 Bad Request", "(?im)^host:[ \\t]*(?:\\.[ \\t]*$|[^\\r\\n]*\\.\\.)"),

    /// nginx wants headers once that hold one value.
    REPEATED_HEADER_AT_NGINX(
            OtherParser.Name.NGINX,
            "400 Bad Request",
            "(?ims)^(expect|authorization|if-(?:(?:un)?modified-since|(?:none-)?match|range)|content-range):.*^\\1:"),

    /// What comes in one piece with a request to upgrade, Node takes for the other protocol. The edge sends nothing
    /// behind one before it is answered.
    NOTHING_READ_BEHIND_UPGRADE_BY_NODE(
            OtherParser.Name.NODE,
            Comparison.NO_MORE,
            "(?ims)^upgrade:.*^connection:[^\\r\\n]*upgrade|^connection:[^\\r\\n]*upgrade.*^upgrade:"),

    /// A tab around a value is as good as a space (RFC 9110, 5.6.3). nginx takes it for a part of the host.
    TAB_AROUND_HOST_AT_NGINX(OtherParser.Name.NGINX, "400 Bad Request", "(?im)^host:(?: *\\t|.*\\t *$)");

    private final OtherParser.Name parser;
    private final String status;
    private final Pattern request;

    /// @param status of the refusal, and the reason that Node gives
    /// @param request a pattern found in every request that is refused for this
    Tolerated(OtherParser.Name parser, String status, String request) {
        this.parser = parser;
        this.status = status;
        this.request = Pattern.compile(request);
    }

    boolean covers(OtherParser.Name name, String refusal, String text) {
        return parser == name
                && refusal.startsWith(status)
                && request.matcher(text).find();
    }
}
