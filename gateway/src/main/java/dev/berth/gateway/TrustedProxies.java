package dev.berth.gateway;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The addresses of proxies in front of the gateway. What they say in `X-Forwarded-*` and `Forwarded` is passed on;
/// what anybody else says there is replaced.
public final class TrustedProxies {

    /// Nobody is believed.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String UNIX = "unix";

    /// The addresses that share their first bits.
    private static final class Range {

        private final byte[] address;
        private final int bits;

        Range(byte[] address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0);
        }
    }

    private final List<Range> ranges;

    private TrustedProxies(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /// @param addresses single addresses, or ranges as `10.0.0.0/8`
    /// @throws IllegalArgumentException naming the first one that is neither
    public static TrustedProxies of(List<String> addresses) {
        List<Range> ranges = new ArrayList<>();
        for (String text : addresses) {
            ranges.add(range(text.strip()));
        }
        return new TrustedProxies(ranges);
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        int bits = slash < 0 ? address.length * 8 : bits(text, slash + 1);
        if (bits > address.length * 8) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return new Range(address, bits);
    }

    private static int bits(String text, int from) {
        String digits = text.substring(from);
        if (!digits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return Integer.parseInt(digits);
    }

    /// @param host as [dev.berth.edge.route.Peer#host()] has it
    boolean contain(String host) {
        if (ranges.isEmpty() || host.equals(UNIX)) {
            return false;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return address != null && ranges.stream().anyMatch(range -> range.contains(address));
    }
}
