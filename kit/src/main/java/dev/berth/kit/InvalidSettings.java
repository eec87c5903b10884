package dev.berth.kit;

import java.util.List;

/// Settings that cannot be used; the message has one line for each problem.
public final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidSettings(List<String> problems) {
        super(String.join("\n", problems));
    }
}
