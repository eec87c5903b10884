package dev.berth.engine.container;

/// The name that an engine gave to a command in a container.
public record ExecId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
