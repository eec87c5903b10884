package dev.berth.engine.container;

/// The id that an engine gave to a container: 64 hex digits.
public record ContainerId(String value) {

    public ContainerId {
        if (!value.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a container id has 64 hex digits: " + value);
        }
    }

    /// The first twelve digits, which is how engines show an id to people.
    public String abbreviated() {
        return value.substring(0, 12);
    }

    @Override
    public String toString() {
        return abbreviated();
    }
}
