package dev.berth.domain.agent;

import java.util.regex.Pattern;

/// A port of the container that shall be reachable on the host besides the gateway.
///
/// @param host the wanted port of the host, or [#AUTO] for one from the installation's range
/// @param listen the address of the host to listen on: loopback unless the user says otherwise
public record PortRequest(int container, int host, String listen) {

    public static final int AUTO = 0;
    public static final String LOOPBACK = "127.0.0.1";

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

    public PortRequest {
        if (container < 1 || container > 65_535) {
            throw new IllegalArgumentException("container must be a port between 1 and 65535: " + container);
        }
        if (host < AUTO || host > 65_535) {
            throw new IllegalArgumentException("host must be \"auto\" or a port between 1 and 65535: " + host);
        }
        if (!ADDRESS.matcher(listen).matches()) {
            throw new IllegalArgumentException("listen must be an IP address: " + listen);
        }
    }
}
