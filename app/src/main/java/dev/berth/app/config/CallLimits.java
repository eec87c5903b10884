package dev.berth.app.config;

import dev.berth.domain.agent.DataSize;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.http.HeadLimits;
import dev.berth.gateway.GatewaySettings;
import dev.berth.gateway.TrustedProxies;
import dev.berth.kit.Durations;
import dev.berth.kit.Settings;
import java.time.Duration;
import java.util.List;

/// The settings that limit calls.
final class CallLimits {

    private static final long LEAST_HEAD = 1 << 10;
    private static final long MOST_HEAD = 1 << 20;

    private CallLimits() {}

    static EdgeLimits edge(Settings settings) {
        EdgeLimits usual = EdgeLimits.DEFAULT;
        return new EdgeLimits(
                settings.integer("BERTH_MAX_CONNECTIONS", usual.connections(), 1, 1_000_000),
                requestHead(settings, usual.requestHead()),
                usual.answerHead(),
                flow(settings, usual.flow()),
                times(settings, usual.times()),
                upstreams(settings, usual.upstreams()));
    }

    static GatewaySettings gateway(Settings settings) {
        GatewaySettings usual = GatewaySettings.DEFAULT;
        return new GatewaySettings(
                wait(settings, "BERTH_HOLD", usual.hold()),
                usual.longestHold(),
                usual.retry(),
                settings.integer("BERTH_CALLS_PER_AGENT", usual.callsPerAgent(), 1, 1_000_000),
                settings.read(
                        "BERTH_TRUSTED_PROXIES",
                        usual.trusted(),
                        "addresses or ranges such as 10.0.0.0/8 with commas between them",
                        value -> TrustedProxies.of(List.of(value.split(",")))));
    }

    /// The request line may take half of the head.
    private static HeadLimits requestHead(Settings settings, HeadLimits usual) {
        int bytes = (int) size(settings, "BERTH_MAX_HEADER_SIZE", usual.headBytes(), LEAST_HEAD, MOST_HEAD);
        return new HeadLimits(bytes, bytes / 2, settings.integer("BERTH_MAX_HEADERS", usual.fields(), 1, 10_000));
    }

    private static EdgeLimits.Flow flow(Settings settings, EdgeLimits.Flow usual) {
        return new EdgeLimits.Flow(
                size(settings, "BERTH_MAX_BODY_SIZE", usual.body(), 0, Long.MAX_VALUE),
                usual.held(),
                usual.drained(),
                usual.lowWater(),
                usual.highWater());
    }

    private static EdgeLimits.Times times(Settings settings, EdgeLimits.Times usual) {
        return new EdgeLimits.Times(
                wait(settings, "BERTH_IDLE_TIMEOUT", usual.idle()),
                wait(settings, "BERTH_HEADER_TIMEOUT", usual.head()),
                wait(settings, "BERTH_BODY_TIMEOUT", usual.body()),
                settings.integer("BERTH_MIN_BODY_RATE", usual.bodyRate(), 0, Integer.MAX_VALUE),
                wait(settings, "BERTH_SEND_TIMEOUT", usual.stalled()),
                usual.linger());
    }

    private static EdgeLimits.Upstreams upstreams(Settings settings, EdgeLimits.Upstreams usual) {
        return new EdgeLimits.Upstreams(
                wait(settings, "BERTH_CONNECT_TIMEOUT", usual.connect()),
                wait(settings, "BERTH_ANSWER_TIMEOUT", usual.answer()),
                wait(settings, "BERTH_SILENCE_TIMEOUT", usual.silence()),
                usual.idle(),
                usual.idleConnections());
    }

    private static long size(Settings settings, String name, long usual, long least, long most) {
        String expected = most == Long.MAX_VALUE
                ? "a size such as 512m or 1Gi"
                : "a size such as 32Ki, from %d to %d bytes".formatted(least, most);
        return settings.read(name, usual, expected, value -> {
            long bytes = DataSize.parse(value).bytes();
            if (bytes < least || bytes > most) {
                throw new IllegalArgumentException("out of range");
            }
            return bytes;
        });
    }

    /// Nothing can happen in no time, so a wait of none is a mistake.
    private static Duration wait(Settings settings, String name, Duration usual) {
        return settings.read(name, usual, "a duration above 0, such as 30s or 5m", value -> {
            Duration wait = Durations.parse(value);
            if (!wait.isPositive()) {
                throw new IllegalArgumentException("not above 0");
            }
            return wait;
        });
    }
}
