package dev.berth.edge.differential;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/// Cuts a stream down as long as it keeps a property: first by halves, at last byte by byte.
final class Minimiser {

    private static final int MAX_TRIES = 600;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Predicate<byte[]> property;
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private int tries;

    private Minimiser(Predicate<byte[]> property) {
        this.property = property;
    }

    static byte[] minimise(byte[] stream, Predicate<byte[]> property) {
        return new Minimiser(property).cut(stream);
    }

    private byte[] cut(byte[] stream) {
        byte[] least = stream;
        int size = Math.max(1, stream.length / 2);
        while (mayTry()) {
            byte[] shorter = without(least, size);
            if (shorter.length == least.length && size == 1) {
                break;
            }
            if (shorter.length == least.length) {
                size = Math.max(1, size / 2);
            }
            least = shorter;
        }
        return least;
    }

    /// Tries to leave out each piece of that size once.
    private byte[] without(byte[] stream, int size) {
        byte[] kept = stream;
        int at = 0;
        while (at < kept.length && mayTry()) {
            int end = Math.min(kept.length, at + size);
            byte[] candidate = Arrays.copyOf(kept, at + kept.length - end);
            System.arraycopy(kept, end, candidate, at, kept.length - end);
            tries++;
            if (candidate.length > 0 && property.test(candidate)) {
                kept = candidate;
            } else {
                at += size;
            }
        }
        return kept;
    }

    private boolean mayTry() {
        return tries < MAX_TRIES && System.nanoTime() < end;
    }
}
