package dev.berth.app.server;

import java.io.PrintStream;

/// Tells a person what a long command is doing, one line a step.
public final class Steps {

    private final PrintStream out;

    public Steps(PrintStream out) {
        this.out = out;
    }

    /// @param subject what the step is about, such as `engine`
    public void tell(String subject, String what) {
        out.printf("  %-10s %s%n", subject, what);
        out.flush();
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }
}
