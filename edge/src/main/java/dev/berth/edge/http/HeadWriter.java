package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;

/// Writes heads as they came, less what belongs to one hop, with a rule's edits.
///
/// Lines that stay are copied in runs; no line is taken apart that no rule speaks of.
public final class HeadWriter {

    private static final byte[] HTTP_1_1_END = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HTTP_1_1 = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: upgrade\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] TRAILERS = Ascii.bytes("TE: trailers\r\nConnection: TE\r\n");
    private static final byte[] NO_HOST = Ascii.bytes("Host: localhost\r\n");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] REQUEST_ID = Ascii.bytes(RequestId.HEADER + ": ");
    private static final HeaderName HOST = HeaderName.of("Host");
    private static final HeaderName REQUEST_ID_NAME = HeaderName.of(RequestId.HEADER);

    /// How an answer goes on to the client.
    ///
    /// @param framing of the body that the client gets
    /// @param connection what the client is told of its connection
    public record Shape(BodyFraming framing, Connection connection) {}

    /// What a Connection header says.
    public enum Connection {
        /// Nothing: the version's default holds.
        UNSAID,
        CLOSE,
        KEEP_ALIVE,
        UPGRADE
    }

    private HeadWriter() {}

    /// An upper bound for the bytes that [#request] writes.
    public static int room(RequestHead head, RequestEdits edits) {
        AsciiSlice target = edits.target();
        return head.length() + edits.added().length() + (target == null ? 0 : target.length()) + 96;
    }

    /// Writes a request head for the next hop.
    ///
    /// @param awaitsContinue the client's expectation goes on with the request, unless it was met here
    public static void request(RequestHead head, RequestEdits edits, boolean awaitsContinue, ByteBuf out) {
        AsciiSlice changed = edits.target();
        AsciiSlice target = changed == null ? head.target() : changed;
        out.writeBytes(head.bytes(), head.startLine(), head.method().length() + 1);
        write(target, out);
        out.writeBytes(HTTP_1_1_END);
        requestFields(head, edits, awaitsContinue, out);
        out.writeBytes(edits.added().array(), 0, edits.added().length());
        HeaderFields fields = head.fields();
        if (!fields.has(Known.HOST) && !edits.removed().contains(HOST)) {
            out.writeBytes(NO_HOST);
        }
        if (head.isUpgrade()) {
            out.writeBytes(UPGRADE);
        } else if (fields.has(Known.TE) && acceptsTrailers(head)) {
            out.writeBytes(TRAILERS);
        }
        out.writeBytes(CRLF);
    }

    private static void requestFields(RequestHead head, RequestEdits edits, boolean awaitsContinue, ByteBuf out) {
        HeaderFields fields = head.fields();
        byte[] bytes = head.bytes();
        int count = fields.count();
        int run = head.fieldsStart();
        for (int field = 0; field < count; field++) {
            boolean kept = switch (fields.known(field)) {
                case OTHER -> !isListed(head.options(), bytes, fields, field);
                case CONTENT_LENGTH, TRANSFER_ENCODING, TRAILER, HOST -> true;
                case UPGRADE -> head.isUpgrade();
                case EXPECT -> awaitsContinue && head.expectsContinue();
                case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, HTTP2_SETTINGS -> false;
            };
            if (!kept || fields.isIn(edits.removed(), bytes, field)) {
                out.writeBytes(bytes, run, fields.lineStart(field) - run);
                run = field + 1 < count ? fields.lineStart(field + 1) : head.fieldsEnd();
            }
        }
        out.writeBytes(bytes, run, head.fieldsEnd() - run);
    }

    private static boolean isListed(Options options, byte[] bytes, HeaderFields fields, int field) {
        return options.namesOthers() && Options.lists(bytes, fields, field);
    }

    private static boolean acceptsTrailers(RequestHead head) {
        HeaderFields fields = head.fields();
        int field = fields.find(Known.TE, 0);
        while (field >= 0) {
            if (Options.contains(
                    head.bytes(),
                    fields.valueStart(field),
                    fields.valueEnd(field),
                    Words.TRAILERS,
                    0,
                    Words.TRAILERS.length)) {
                return true;
            }
            field = fields.find(Known.TE, field + 1);
        }
        return false;
    }

    /// An upper bound for the bytes that [#response] writes, rewritten values aside, for which the buffer grows.
    public static int room(ResponseHead head, ResponseEdits edits) {
        return head.length() + edits.added().length() + 128;
    }

    /// Writes an answer's head for the client.
    public static void response(ResponseHead head, ResponseEdits edits, RequestId id, Shape shape, ByteBuf out) {
        AsciiSlice status = head.statusAndReason();
        out.writeBytes(HTTP_1_1);
        write(status, out);
        if (status.length() == 3) {
            out.writeByte(' ');
        }
        out.writeBytes(CRLF);
        responseFields(head, edits, shape, out);
        out.writeBytes(edits.added().array(), 0, edits.added().length());
        requestId(id, out);
        if (shape.framing() instanceof BodyFraming.Chunked && head.framing() instanceof BodyFraming.UntilClose) {
            out.writeBytes(CHUNKED);
        }
        connection(shape.connection(), out);
        out.writeBytes(CRLF);
    }

    private static void responseFields(ResponseHead head, ResponseEdits edits, Shape shape, ByteBuf out) {
        HeaderFields fields = head.fields();
        byte[] bytes = head.bytes();
        int count = fields.count();
        int run = head.fieldsStart();
        for (int field = 0; field < count; field++) {
            boolean dropped = !staysInAnswer(head, fields, field, shape) || fields.isIn(edits.removed(), bytes, field);
            boolean rewritten = !dropped && fields.isIn(edits.rewritten(), bytes, field);
            if (dropped || rewritten) {
                out.writeBytes(bytes, run, fields.lineStart(field) - run);
                run = field + 1 < count ? fields.lineStart(field + 1) : head.fieldsEnd();
            }
            if (rewritten) {
                rewrite(fields.name(bytes, field), fields.value(bytes, field), edits, out);
            }
        }
        out.writeBytes(bytes, run, head.fieldsEnd() - run);
    }

    private static boolean staysInAnswer(ResponseHead head, HeaderFields fields, int field, Shape shape) {
        boolean neverHasBody = head.status() < 200 || head.status() == 204;
        return switch (fields.known(field)) {
            case OTHER ->
                !isListed(head.options(), head.bytes(), fields, field)
                        && !REQUEST_ID_NAME.is(
                                fields.hash(field), head.bytes(), fields.lineStart(field), fields.nameEnd(field));
            case CONTENT_LENGTH -> !neverHasBody;
            case TRANSFER_ENCODING -> !neverHasBody && !(shape.framing() instanceof BodyFraming.UntilClose);
            case UPGRADE -> head.status() == 101 || head.status() == 426;
            case TRAILER, HOST, EXPECT -> true;
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, HTTP2_SETTINGS -> false;
        };
    }

    private static void rewrite(AsciiSlice name, AsciiSlice value, ResponseEdits edits, ByteBuf out) {
        AsciiSlice changed = edits.rewriter().rewrite(name, value);
        if (Ascii.fieldRunEnd(changed.array(), changed.start(), changed.end()) != changed.end()) {
            throw new IllegalArgumentException("a rewritten header holds a control character");
        }
        write(name, out);
        out.writeByte(':');
        out.writeByte(' ');
        write(changed, out);
        out.writeBytes(CRLF);
    }

    static void requestId(RequestId id, ByteBuf out) {
        out.writeBytes(REQUEST_ID);
        out.writeBytes(id.digits());
        out.writeBytes(CRLF);
    }

    static void connection(Connection connection, ByteBuf out) {
        switch (connection) {
            case UNSAID -> {
                // Nothing to say.
            }
            case CLOSE -> out.writeBytes(CLOSE);
            case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE);
            case UPGRADE -> out.writeBytes(UPGRADE);
        }
    }

    private static void write(AsciiSlice slice, ByteBuf out) {
        out.writeBytes(slice.array(), slice.start(), slice.length());
    }
}
