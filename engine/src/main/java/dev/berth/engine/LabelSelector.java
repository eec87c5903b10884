package dev.berth.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names objects of an engine by their labels: every label in `present` is there with any value, and every
/// one in `equal` has exactly its value.
///
/// At least one label is asked for, so that no selector means everything on a machine.
public record LabelSelector(Set<String> present, Map<String, String> equal) {

    public LabelSelector {
        if (present.isEmpty() && equal.isEmpty()) {
            throw new IllegalArgumentException("a selector names at least one label");
        }
        present = Set.copyOf(present);
        equal = Map.copyOf(equal);
    }

    public static LabelSelector having(String label) {
        return new LabelSelector(Set.of(label), Map.of());
    }

    public static LabelSelector having(String label, String value) {
        return new LabelSelector(Set.of(), Map.of(label, value));
    }

    public LabelSelector and(String label) {
        Set<String> more = new HashSet<>(present);
        more.add(label);
        return new LabelSelector(more, equal);
    }

    public LabelSelector and(String label, String value) {
        Map<String, String> more = new HashMap<>(equal);
        more.put(label, value);
        return new LabelSelector(present, more);
    }

    public boolean matches(Map<String, String> labels) {
        return labels.keySet().containsAll(present) && labels.entrySet().containsAll(equal.entrySet());
    }
}
