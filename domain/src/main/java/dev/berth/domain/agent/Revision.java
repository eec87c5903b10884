package dev.berth.domain.agent;

/// Counts the specs that an agent has had: 1, 2, 3...
public record Revision(int number) implements Comparable<Revision> {

    public static final Revision FIRST = new Revision(1);

    public Revision {
        if (number < 1) {
            throw new IllegalArgumentException("revisions count from 1: " + number);
        }
    }

    public Revision next() {
        return new Revision(number + 1);
    }

    @Override
    public int compareTo(Revision other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
