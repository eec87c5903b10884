package dev.berth.cli.shell;

/// Makes text of others safe to print: a terminal obeys control characters, and agents choose their own names.
public final class Printable {

    private Printable() {}

    /// One line without control characters.
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::unsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(each -> safe.appendCodePoint(safeOf(each)));
        return safe.toString();
    }

    private static int safeOf(int codePoint) {
        if (!unsafe(codePoint)) {
            return codePoint;
        }
        return codePoint == '\t' || codePoint == '\n' ? ' ' : '\uFFFD';
    }

    private static boolean unsafe(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }
}
