package dev.berth.bench;

import java.util.ArrayList;
import java.util.List;

/// Durations of one thing done many times.
public final class Samples {

    private final List<Double> millis = new ArrayList<>();

    public void addNanos(long nanos) {
        millis.add(nanos / 1e6);
    }

    public void addAll(Samples others) {
        millis.addAll(others.millis);
    }

    public int size() {
        return millis.size();
    }

    public List<Double> millis() {
        return List.copyOf(millis);
    }

    /// @param fraction 0.5 for the median, 0.9 for the ninetieth percentile
    public double percentile(double fraction) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * fraction)));
    }
}
