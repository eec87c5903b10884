package dev.berth.journal.log;

/// A place in the log: everything before it is meant.
record Position(long segment, long offset) {

    static final Position START = new Position(0, 0);
}
