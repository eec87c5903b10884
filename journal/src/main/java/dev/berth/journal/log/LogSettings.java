package dev.berth.journal.log;

import java.time.Duration;

/// How the log is kept. The defaults are for production; tests make everything smaller.
///
/// @param segmentBytes where a segment ends and the next begins
/// @param roomBytes that are made ahead in the open segment, see [OpenSegment]; 0 for none
/// @param longestQueue bytes that may wait for the disk before calls are refused
/// @param retryPause between tries to write again after the disk failed
/// @param indexPause how far the index may lag
/// @param sweepPause between looks for what has expired
/// @param longestLag entries that the index may lack before calls are refused
/// @param largest bytes on the disk, above which ended entries go before their time
public record LogSettings(
        long segmentBytes,
        long roomBytes,
        long longestQueue,
        Duration retryPause,
        Duration indexPause,
        Duration sweepPause,
        int longestLag,
        long largest) {

    public static final LogSettings DEFAULTS = new LogSettings(
            64 << 20,
            1 << 20,
            64 << 20,
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            500_000,
            10L << 30);

    public LogSettings largest(long bytes) {
        return new LogSettings(
                segmentBytes, roomBytes, longestQueue, retryPause, indexPause, sweepPause, longestLag, bytes);
    }

    public LogSettings longestLag(int entries) {
        return new LogSettings(
                segmentBytes, roomBytes, longestQueue, retryPause, indexPause, sweepPause, entries, largest);
    }

    public LogSettings indexPause(Duration pause) {
        return new LogSettings(
                segmentBytes, roomBytes, longestQueue, retryPause, pause, sweepPause, longestLag, largest);
    }

    LogSettings roomBytes(long bytes) {
        return new LogSettings(
                segmentBytes, bytes, longestQueue, retryPause, indexPause, sweepPause, longestLag, largest);
    }
}
