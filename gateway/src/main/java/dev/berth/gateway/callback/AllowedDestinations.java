package dev.berth.gateway.callback;

import dev.berth.gateway.address.AddressRange;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Where callbacks may go. Said by the operator: `public`, host names, `*.example.org`, addresses and ranges.
///
/// `public` is the internet over https. Whatever else is listed may be private, and may be plain http.
///
/// @param names of hosts in lower case; `*.example.org` stands for those below it
public record AllowedDestinations(boolean internet, List<String> names, List<AddressRange> ranges) {

    static final String REMEDY = " Berth's operator can allow it with BERTH_CALLBACK_ALLOW.";

    /// The internet over https, and nothing else.
    public static final AllowedDestinations PUBLIC = of(List.of("public"));

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private static final Pattern NAME = Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9._-]*[a-z0-9])?");

    public AllowedDestinations {
        names = List.copyOf(names);
        ranges = List.copyOf(ranges);
    }

    /// @param entries `none` alone allows nothing
    /// @throws IllegalArgumentException naming the first one that is none of these
    public static AllowedDestinations of(List<String> entries) {
        boolean internet = false;
        List<String> names = new ArrayList<>();
        List<AddressRange> ranges = new ArrayList<>();
        for (String entry : entries) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            if (text.equals("public")) {
                internet = true;
            } else if (text.equals("none") && entries.size() == 1) {
                return new AllowedDestinations(false, List.of(), List.of());
            } else if (text.contains("/") || NetUtil.createByteArrayFromIpAddressString(text) != null) {
                ranges.add(AddressRange.of(text));
            } else if (NAME.matcher(text).matches() && !text.equals("none")) {
                names.add(text);
            } else {
                throw new IllegalArgumentException("not a host name, an address or a range: " + entry);
            }
        }
        return new AllowedDestinations(internet, names, ranges);
    }

    /// What stands against a destination before its name is looked up, in one sentence.
    Optional<String> objection(CallbackUrl url) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(url.host());
        if (literal != null) {
            return objection(url, literal);
        }
        if (isListed(url.host())) {
            return Optional.empty();
        }
        if (isThisMachine(url.host()) && !isListed(LOOPBACK) && !isListed(LOOPBACK_6)) {
            return Optional.of("The host " + url.host() + " is this machine, and is not listed.");
        }
        if (ranges.isEmpty() && !internet) {
            return Optional.of("The host " + url.host() + " is not among those that callbacks may go to.");
        }
        if (!url.secure() && ranges.isEmpty()) {
            return Optional.of("Plain http is only for hosts that are listed, and " + url.host() + " is not.");
        }
        return Optional.empty();
    }

    /// What stands against connecting to this address for it, in one sentence.
    Optional<String> objection(CallbackUrl url, InetAddress address) {
        return objection(url, address.getAddress());
    }

    private Optional<String> objection(CallbackUrl url, byte[] address) {
        if (isListed(url.host()) || isListed(address)) {
            return Optional.empty();
        }
        String text = NetUtil.bytesToIpAddress(address);
        if (!PublicAddresses.contain(address)) {
            return Optional.of("The address " + text + " is not one of the public internet, and is not listed.");
        }
        if (!internet) {
            return Optional.of("The address " + text + " is not among those that callbacks may go to.");
        }
        return url.secure()
                ? Optional.empty()
                : Optional.of("Plain http is only for hosts that are listed, and " + url.host() + " is not.");
    }

    /// Such names are the machine's own, whatever a resolver says (RFC 6761, 6.3).
    private static boolean isThisMachine(String host) {
        String name = withoutRoot(host);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static String withoutRoot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private boolean isListed(byte[] address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private boolean isListed(String host) {
        String name = withoutRoot(host);
        Predicate<String> matches =
                listed -> listed.startsWith("*.") ? name.endsWith(listed.substring(1)) : listed.equals(name);
        return names.stream().anyMatch(matches);
    }
}
