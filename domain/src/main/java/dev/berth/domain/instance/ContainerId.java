package dev.berth.domain.instance;

/// The engine's name for a container.
public record ContainerId(String value) {

    public ContainerId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a container id is not blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
