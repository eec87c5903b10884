package dev.berth.edge.http;

/// Checks the extensions of one chunk's size line, byte by byte: names, each with a token or a quoted string for a
/// value (RFC 9112, 7.1.1).
///
/// A quotation mark that is not closed would let two parsers end the line in two places.
final class ChunkExtension {

    private enum At {
        BEFORE_NAME,
        NAME,
        AFTER_NAME,
        BEFORE_VALUE,
        TOKEN,
        QUOTED,
        ESCAPED,
        AFTER_VALUE,
        BEFORE_NEXT
    }

    private At at = At.BEFORE_NAME;

    /// Whether the line may end here.
    boolean mayEnd() {
        return switch (at) {
            case NAME, TOKEN, AFTER_VALUE -> true;
            case BEFORE_NAME, AFTER_NAME, BEFORE_VALUE, QUOTED, ESCAPED, BEFORE_NEXT -> false;
        };
    }

    /// Takes the next byte. False when it cannot stand here.
    boolean take(byte b) {
        return switch (at) {
            case BEFORE_NAME -> Ascii.isBlank(b) || token(b, At.NAME);
            case NAME -> token(b, At.NAME) || afterName(b);
            case AFTER_NAME -> afterName(b);
            case BEFORE_VALUE -> Ascii.isBlank(b) || mark(b, '"', At.QUOTED) || token(b, At.TOKEN);
            case TOKEN -> token(b, At.TOKEN) || afterValue(b);
            case QUOTED -> mark(b, '"', At.AFTER_VALUE) || mark(b, '\\', At.ESCAPED) || isText(b);
            case ESCAPED -> isText(b) && to(At.QUOTED);
            case AFTER_VALUE, BEFORE_NEXT -> afterValue(b);
        };
    }

    private boolean afterName(byte b) {
        return mark(b, '=', At.BEFORE_VALUE) || mark(b, ';', At.BEFORE_NAME) || (Ascii.isBlank(b) && to(At.AFTER_NAME));
    }

    private boolean afterValue(byte b) {
        return mark(b, ';', At.BEFORE_NAME) || (Ascii.isBlank(b) && to(At.BEFORE_NEXT));
    }

    private boolean token(byte b, At next) {
        return Ascii.tokenLower(b) != 0 && to(next);
    }

    private boolean mark(byte b, char wanted, At next) {
        return b == wanted && to(next);
    }

    private static boolean isText(byte b) {
        return Ascii.isFieldByte(b) && b > 0;
    }

    private boolean to(At next) {
        at = next;
        return true;
    }
}
