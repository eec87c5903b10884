package dev.berth.hostd.inquiry;

import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogQuery;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.HostUnavailable;
import dev.berth.protocol.link.LogRequest;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Answers what is asked about single containers, from the engine.
public final class Inquiries {

    /// A processor's share is measured over at least this long, and at most this long ago.
    private static final Duration SHORTEST = Duration.ofMillis(200);

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final Engine engine;
    private final Map<ContainerId, ContainerStats> lastSamples = new ConcurrentHashMap<>();

    public Inquiries(Engine engine) {
        this.engine = engine;
    }

    /// @param container its id, or its name: an ended instance knows nothing else
    /// @throws HostUnavailable when the engine does not answer or has no such container
    public InputStream logs(dev.berth.domain.instance.ContainerId container, LogRequest request) {
        LogQuery query = new LogQuery(
                request.lines(),
                request.since().orElse(Instant.EPOCH),
                request.until().orElse(Instant.MAX),
                request.follow());
        try {
            return new LogText(engine.containers().logs(find(container.value()), query), request.timestamps());
        } catch (EngineFailure e) {
            throw unavailable(e);
        }
    }

    private ContainerId find(String idOrName) {
        return ID.matcher(idOrName).matches()
                ? new ContainerId(idOrName)
                : engine.containers()
                        .inspect(idOrName)
                        .map(ContainerView::id)
                        .orElseThrow(() -> new HostUnavailable(
                                "The container %s is gone, and its logs with it.".formatted(idOrName)));
    }

    /// Measures against the sample before; when there is none of a moment ago, it waits for a second one.
    ///
    /// @throws HostUnavailable when the engine does not answer or the container does not run
    public ContainerFigures figures(dev.berth.domain.instance.ContainerId container) {
        ContainerId id = new ContainerId(container.value());
        try {
            ContainerStats now = engine.containers().stats(id);
            ContainerStats before = lastSamples.put(id, now);
            if (before == null || !isUseful(before, now)) {
                Thread.sleep(SHORTEST);
                before = now;
                now = engine.containers().stats(id);
                lastSamples.put(id, now);
            }
            forgetOld(now.sampledAt());
            return figures(now, now.cpuPercentSince(before));
        } catch (EngineFailure e) {
            lastSamples.remove(id);
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostUnavailable("The measuring was interrupted.", e);
        }
    }

    private static boolean isUseful(ContainerStats before, ContainerStats now) {
        Duration apart = Duration.between(before.sampledAt(), now.sampledAt());
        boolean sameRun = now.cpuTime().compareTo(before.cpuTime()) >= 0;
        return sameRun && apart.compareTo(SHORTEST) >= 0 && apart.compareTo(LONGEST) <= 0;
    }

    private void forgetOld(Instant now) {
        lastSamples.values().removeIf(sample -> sample.sampledAt().plus(LONGEST).isBefore(now));
    }

    private static ContainerFigures figures(ContainerStats sample, double cpuPercent) {
        OptionalLong received = OptionalLong.empty();
        OptionalLong sent = OptionalLong.empty();
        if (sample.traffic() instanceof ContainerStats.Traffic.Counted counted) {
            received = OptionalLong.of(counted.receivedBytes());
            sent = OptionalLong.of(counted.sentBytes());
        }
        return new ContainerFigures(
                cpuPercent,
                sample.cpuTime().toNanos() / 1e9,
                sample.memoryBytes(),
                OptionalLong.of(sample.memoryLimitBytes()),
                received,
                sent,
                OptionalLong.of(sample.diskReadBytes()),
                OptionalLong.of(sample.diskWriteBytes()),
                OptionalLong.of(sample.pids()),
                sample.sampledAt());
    }

    private static HostUnavailable unavailable(EngineFailure failure) {
        String said = failure.getMessage();
        return new HostUnavailable((said == null ? "The engine failed." : said) + " " + failure.remedy(), failure);
    }
}
