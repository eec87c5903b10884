package dev.berth.cli.watch;

import java.io.PrintStream;
import java.util.List;

/// A part of the terminal that is drawn again and again in the same place.
final class LiveScreen {

    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String REST = "\u001b[J";

    private final PrintStream out;
    private boolean begun;

    LiveScreen(PrintStream out) {
        this.out = out;
    }

    /// @return whether somebody still looks
    boolean show(List<String> lines) {
        out.print(begun ? HOME : CLEAR + HOME);
        lines.forEach(each -> out.print(each + END_OF_LINE + "\n"));
        out.print(REST);
        begun = true;
        return !out.checkError();
    }
}
