package dev.berth.protocol.client;

import java.net.URI;

/// No server answers at an address. Nothing was sent, so nothing was done.
public final class ServerUnreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerUnreachable(URI server, String why, Throwable cause) {
        super("No Berth answers at %s: %s.".formatted(server, why), cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
