package dev.berth.domain.agent;

import java.util.regex.Pattern;

/// A port of the container that shall be reachable on the host besides the gateway.
///
/// @param host the wanted port of the host, or [#AUTO] for one from the installation's range
/// @param listen the address of the host to listen on: loopback unless the user says otherwise
public record PortRequest(int container, int host, String listen) {

    public static final int AUTO = 0;
    public static final String LOOPBACK = "127.0.0.1";

    private static final int LONGEST_ADDRESS = 45;
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern V6_GROUPS = Pattern.compile("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*");

    public PortRequest {
        if (container < 1 || container > 65_535) {
            throw new IllegalArgumentException("container must be a port between 1 and 65535: " + container);
        }
        if (host < AUTO || host > 65_535) {
            throw new IllegalArgumentException("host must be \"auto\" or a port between 1 and 65535: " + host);
        }
        if (listen.length() > LONGEST_ADDRESS || !(V4.matcher(listen).matches() || isV6(listen))) {
            throw new IllegalArgumentException("listen must be an IP address, such as 127.0.0.1 or ::1: " + listen);
        }
    }

    /// Eight groups, or fewer around one `::`; the last two may be written as an IPv4 address.
    private static boolean isV6(String text) {
        int tail = text.lastIndexOf(':') + 1;
        String plain = V4.matcher(text.substring(tail)).matches() ? text.substring(0, tail) + "0:0" : text;
        int gap = plain.indexOf("::");
        if (gap < 0) {
            return groups(plain) == 8;
        }
        int before = gap == 0 ? 0 : groups(plain.substring(0, gap));
        int after = gap + 2 == plain.length() ? 0 : groups(plain.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after < 8;
    }

    /// How many groups stand between colons; negative when something else does.
    private static int groups(String text) {
        return V6_GROUPS.matcher(text).matches() ? text.split(":", -1).length : -1;
    }
}
