package dev.berth.gateway.simulation;

import java.util.List;
import java.util.SplittableRandom;

/// Everything that is left to chance in one run: the same for the same seed.
final class Chance {

    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /// @param most may come too
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    int number(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    /// A rate that is nothing in every other run.
    double rate(double most) {
        return random.nextBoolean() ? random.nextDouble() * most : 0;
    }
}
