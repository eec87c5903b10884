package dev.berth.cli.output;

import dev.berth.cli.shell.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, each column as wide as its widest cell and three spaces from the next.
public final class Table {

    private static final String GAP = "   ";
    private static final String CUT = "…";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// @param widest cells longer than this are cut, unless the table is printed whole
    public record Column(String heading, int widest) {

        public static Column of(String heading) {
            return new Column(heading, Integer.MAX_VALUE);
        }

        public static Column of(String heading, int widest) {
            return new Column(heading, widest);
        }
    }

    public record Cell(String text, Colour colour) {

        public static Cell of(String text) {
            return new Cell(text, Colour.PLAIN);
        }
    }

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /// Adds a row of plain texts.
    public Table row(String... texts) {
        return row(Arrays.stream(texts).map(Cell::of).toList());
    }

    public Table row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("a row needs %d cells, not %d".formatted(columns.size(), cells.size()));
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /// @param whole whether long cells stay as they are
    public List<String> lines(boolean whole, boolean colours) {
        List<List<Cell>> all = new ArrayList<>();
        all.add(columns.stream().map(each -> Cell.of(each.heading())).toList());
        rows.forEach(row -> all.add(fitted(row, whole)));
        int[] widths = new int[columns.size()];
        for (List<Cell> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i).text()));
            }
        }
        return all.stream().map(row -> line(row, widths, colours)).toList();
    }

    private List<Cell> fitted(List<Cell> row, boolean whole) {
        List<Cell> fitted = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            String text = Printable.line(row.get(i).text());
            int widest = columns.get(i).widest();
            boolean cut = !whole && length(text) > widest;
            fitted.add(new Cell(
                    cut ? text.substring(0, text.offsetByCodePoints(0, widest - 1)) + CUT : text,
                    row.get(i).colour()));
        }
        return fitted;
    }

    private static String line(List<Cell> row, int[] widths, boolean colours) {
        StringBuilder line = new StringBuilder();
        int spaces = 0;
        for (int i = 0; i < widths.length; i++) {
            String text = row.get(i).text();
            if (!text.isEmpty()) {
                line.repeat(' ', spaces).append(row.get(i).colour().paint(text, colours));
                spaces = 0;
            }
            spaces += widths[i] - length(text) + GAP.length();
        }
        return line.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
