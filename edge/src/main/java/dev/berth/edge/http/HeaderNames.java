package dev.berth.edge.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A set of header names, and of beginnings of names, that a rule speaks of. Immutable.
public final class HeaderNames {

    public static final HeaderNames NONE = new HeaderNames(List.of(), List.of());

    private final HeaderName[] names;
    private final HeaderName[] prefixes;
    /// Bit `hash & 63` is set for each name: most headers are told apart by this alone.
    private final long hashes;

    private HeaderNames(List<HeaderName> names, List<HeaderName> prefixes) {
        this.names = names.toArray(HeaderName[]::new);
        this.prefixes = prefixes.toArray(HeaderName[]::new);
        long mask = 0;
        for (HeaderName name : names) {
            mask |= 1L << name.hash();
        }
        this.hashes = mask;
    }

    public static HeaderNames of(String... names) {
        return new HeaderNames(Arrays.stream(names).map(HeaderName::of).toList(), List.of());
    }

    /// This set and every name that begins so.
    public HeaderNames andPrefix(String prefix) {
        List<HeaderName> more = new ArrayList<>(List.of(prefixes));
        more.add(HeaderName.of(prefix));
        return new HeaderNames(List.of(names), more);
    }

    public HeaderNames and(String... more) {
        List<HeaderName> all = new ArrayList<>(List.of(names));
        Arrays.stream(more).map(HeaderName::of).forEach(all::add);
        return new HeaderNames(all, List.of(prefixes));
    }

    public boolean contains(HeaderName name) {
        return contains(name.hash(), name.lower(), 0, name.lower().length);
    }

    boolean contains(int hash, byte[] bytes, int from, int to) {
        if (((hashes >>> hash) & 1) != 0) {
            for (HeaderName name : names) {
                if (name.is(hash, bytes, from, to)) {
                    return true;
                }
            }
        }
        for (HeaderName prefix : prefixes) {
            int end = from + prefix.lower().length;
            if (end <= to && Ascii.equalsIgnoreCase(bytes, from, end, prefix.lower())) {
                return true;
            }
        }
        return false;
    }
}
