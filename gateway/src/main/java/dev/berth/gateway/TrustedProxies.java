package dev.berth.gateway;

import dev.berth.gateway.address.AddressRange;
import io.netty.util.NetUtil;
import java.util.List;

/// The addresses of proxies in front of the gateway. What they say in `X-Forwarded-*` and `Forwarded` is passed on;
/// what anybody else says there is replaced.
public final class TrustedProxies {

    /// Nobody is believed.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String UNIX = "unix";

    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /// @param addresses single addresses, or ranges as `10.0.0.0/8`
    /// @throws IllegalArgumentException naming the first one that is neither
    public static TrustedProxies of(List<String> addresses) {
        return new TrustedProxies(
                addresses.stream().map(text -> AddressRange.of(text.strip())).toList());
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
