package dev.berth.domain.agent;

/// A value that must not reach a log, an error or a screen.
public record Secret(String reveal) {

    @Override
    public String toString() {
        return "Secret[***]";
    }
}
