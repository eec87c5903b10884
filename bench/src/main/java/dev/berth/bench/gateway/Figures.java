package dev.berth.bench.gateway;

/// What was seen of one contender under one workload in one round.
///
/// @param bytes of answers, heads included
/// @param p50Micros latency
/// @param cpuSeconds that the contender used
/// @param othersShare of the machine's processors, from 0 to 1, that went to processes which have no part in this
record Figures(
        long requests,
        double seconds,
        long bytes,
        long p50Micros,
        long p99Micros,
        double cpuSeconds,
        double othersShare) {

    double perSecond() {
        return requests / seconds;
    }

    double cpuMicrosPerRequest() {
        return cpuSeconds * 1e6 / requests;
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }
}
