package dev.berth.edge;

import dev.berth.edge.http.HeadLimits;
import java.time.Duration;

/// Every limit of the edge, with the defaults that it runs with.
///
/// @param connections client connections at a time; one more is answered 503 and closed
/// @param requestHead of requests
/// @param answerHead of answers from upstreams
public record EdgeLimits(
        int connections, HeadLimits requestHead, HeadLimits answerHead, Flow flow, Times times, Upstreams upstreams) {

    public static final EdgeLimits DEFAULT = new EdgeLimits(
            8192,
            new HeadLimits(32 * 1024, 16 * 1024, 128),
            new HeadLimits(64 * 1024, 8 * 1024, 256),
            Flow.DEFAULT,
            Times.DEFAULT,
            Upstreams.DEFAULT);

    /// Amounts of bytes.
    ///
    /// @param body content of one request body
    /// @param held read from a client ahead of what can be passed on, such as pipelined requests
    /// @param drained read and thrown away of a request that was answered early, so that its connection can be kept
    /// @param lowWater written and not yet taken by the other side, below which reading goes on
    /// @param highWater the same, above which reading pauses
    public record Flow(long body, int held, int drained, int lowWater, int highWater) {
        public static final Flow DEFAULT = new Flow(1L << 30, 64 * 1024, 256 * 1024, 64 * 1024, 256 * 1024);
    }

    /// How long a client is waited for.
    ///
    /// @param idle between two requests
    /// @param head from the first byte of a head to its last
    /// @param body how far a client may fall behind with a body, and so the longest pause between two pieces
    /// @param bodyRate bytes a second, below which a client falls behind; 0 lets a body come as slowly as it likes
    /// @param stalled an answer that the client does not take
    /// @param linger a connection that is closed while its client may still send
    public record Times(Duration idle, Duration head, Duration body, int bodyRate, Duration stalled, Duration linger) {
        public static final Times DEFAULT = new Times(
                Duration.ofSeconds(75),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                240,
                Duration.ofSeconds(60),
                Duration.ofSeconds(3));
    }

    /// What holds for upstreams.
    ///
    /// @param connect opening a connection
    /// @param answer from a whole request to the head of its answer
    /// @param silence between two pieces of an answer, and in a tunnel
    /// @param idle a connection kept for further requests
    /// @param idleConnections kept for one upstream by one event loop
    public record Upstreams(Duration connect, Duration answer, Duration silence, Duration idle, int idleConnections) {
        public static final Upstreams DEFAULT = new Upstreams(
                Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofSeconds(60), 256);
    }

    public EdgeLimits withConnections(int changed) {
        return new EdgeLimits(changed, requestHead, answerHead, flow, times, upstreams);
    }

    public EdgeLimits withRequestHead(HeadLimits changed) {
        return new EdgeLimits(connections, changed, answerHead, flow, times, upstreams);
    }

    public EdgeLimits withFlow(Flow changed) {
        return new EdgeLimits(connections, requestHead, answerHead, changed, times, upstreams);
    }

    public EdgeLimits withTimes(Times changed) {
        return new EdgeLimits(connections, requestHead, answerHead, flow, changed, upstreams);
    }

    public EdgeLimits withUpstreams(Upstreams changed) {
        return new EdgeLimits(connections, requestHead, answerHead, flow, times, changed);
    }
}
