package dev.berth.cli.output;

/// Colours that mean something; printed only where a person sees them.
public enum Colour {
    PLAIN(""),
    GOOD("\u001b[32m"),
    WAITING("\u001b[33m"),
    BAD("\u001b[31m"),
    QUIET("\u001b[2m");

    private static final String END = "\u001b[0m";

    private final String begin;

    Colour(String begin) {
        this.begin = begin;
    }

    public String paint(String text, boolean colours) {
        return colours && this != PLAIN ? begin + text + END : text;
    }

    /// The colour of an agent's status.
    public static Colour ofStatus(String status) {
        return switch (status) {
            case "running" -> GOOD;
            case "starting", "stopping", "paused", "hibernated" -> WAITING;
            case "failed", "unreachable" -> BAD;
            default -> PLAIN;
        };
    }
}
