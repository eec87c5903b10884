package dev.berth.gateway.callback;

import dev.berth.gateway.address.AddressRange;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The addresses of the public internet, by IANA's registries of special-purpose addresses.
///
/// Everything else is private here: this machine, its neighbours, networks behind translators, documentation,
/// multicast, and forms in which an address of the older kind is wrapped up, unless what is wrapped is public.
final class PublicAddresses {

    private static final List<AddressRange> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final AddressRange GLOBAL_6 = AddressRange.of("2000::/3");
    private static final List<AddressRange> NOT_PUBLIC_6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    private static final AddressRange MAPPED = AddressRange.of("::ffff:0:0/96");
    private static final AddressRange TRANSLATED = AddressRange.of("64:ff9b::/96");

    private PublicAddresses() {}

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }

    static boolean contain(InetAddress address) {
        return contain(address.getAddress());
    }

    /// @param address 4 or 16 bytes
    static boolean contain(byte[] address) {
        if (address.length == 4) {
            return NOT_PUBLIC_4.stream().noneMatch(range -> range.contains(address));
        }
        if (MAPPED.contains(address) || TRANSLATED.contains(address)) {
            return contain(Arrays.copyOfRange(address, 12, 16));
        }
        return GLOBAL_6.contains(address) && NOT_PUBLIC_6.stream().noneMatch(range -> range.contains(address));
    }
}
