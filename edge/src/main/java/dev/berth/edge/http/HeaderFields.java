package dev.berth.edge.http;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the header lines of one head lie in its bytes. Numbers only: no object for a header.
final class HeaderFields {

    private static final int HASH = 0;
    private static final int LINE_START = 1;
    private static final int NAME_END = 2;
    private static final int VALUE_START = 3;
    private static final int VALUE_END = 4;
    private static final int STRIDE = 5;
    private static final int USUAL_COUNT = 16;

    private int[] places = new int[STRIDE * USUAL_COUNT];
    private Known[] known = new Known[USUAL_COUNT];
    private final Set<Known> present = EnumSet.noneOf(Known.class);
    private int count;

    void clear() {
        count = 0;
        present.clear();
    }

    void add(byte[] bytes, int hash, int lineStart, int nameEnd, int valueStart, int valueEnd) {
        if (count == known.length) {
            known = Arrays.copyOf(known, count * 2);
            places = Arrays.copyOf(places, places.length * 2);
        }
        int at = count * STRIDE;
        places[at + HASH] = hash;
        places[at + LINE_START] = lineStart;
        places[at + NAME_END] = nameEnd;
        places[at + VALUE_START] = valueStart;
        places[at + VALUE_END] = valueEnd;
        Known kind = Known.of(hash, bytes, lineStart, nameEnd);
        known[count] = kind;
        if (kind != Known.OTHER) {
            present.add(kind);
        }
        count++;
    }

    int count() {
        return count;
    }

    boolean has(Known kind) {
        return present.contains(kind);
    }

    Known known(int field) {
        return known[field];
    }

    int hash(int field) {
        return places[field * STRIDE + HASH];
    }

    int lineStart(int field) {
        return places[field * STRIDE + LINE_START];
    }

    int nameEnd(int field) {
        return places[field * STRIDE + NAME_END];
    }

    int valueStart(int field) {
        return places[field * STRIDE + VALUE_START];
    }

    int valueEnd(int field) {
        return places[field * STRIDE + VALUE_END];
    }

    AsciiSlice name(byte[] bytes, int field) {
        return new AsciiSlice(bytes, lineStart(field), nameEnd(field));
    }

    AsciiSlice value(byte[] bytes, int field) {
        return new AsciiSlice(bytes, valueStart(field), valueEnd(field));
    }

    boolean isIn(HeaderNames names, byte[] bytes, int field) {
        return names.contains(hash(field), bytes, lineStart(field), nameEnd(field));
    }

    /// The first field of that name at or after `from`, or -1.
    int find(HeaderName name, byte[] bytes, int from) {
        for (int field = from; field < count; field++) {
            if (name.is(hash(field), bytes, lineStart(field), nameEnd(field))) {
                return field;
            }
        }
        return -1;
    }

    /// The first field of that kind, or -1.
    int find(Known kind, int from) {
        for (int field = from; field < count; field++) {
            if (known[field] == kind) {
                return field;
            }
        }
        return -1;
    }

    @Nullable
    AsciiSlice first(HeaderName name, byte[] bytes) {
        int field = find(name, bytes, 0);
        return field < 0 ? null : value(bytes, field);
    }
}
