package dev.berth.journal.log;

/// Where a record lies.
///
/// @param offset of its frame in the segment
/// @param length of its frame in bytes
record Location(long segment, long offset, int length) {

    long end() {
        return offset + length;
    }
}
