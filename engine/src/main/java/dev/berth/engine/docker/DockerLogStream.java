package dev.berth.engine.docker;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reads a container's log as Docker sends it.
final class DockerLogStream implements LogStream {

    // A follower waits for as long as its container is silent.
    private static final Duration UNLIMITED = Duration.ofDays(3_650);

    private final ContainerId container;
    private final ApiStream stream;
    private final LogFrames frames;
    private final Watchdog watchdog;
    private final Duration readLimit;
    private volatile boolean closed;

    private DockerLogStream(ContainerId container, ApiStream stream, Watchdog watchdog, Duration readLimit) {
        this.container = container;
        this.stream = stream;
        this.frames = new LogFrames(stream.body());
        this.watchdog = watchdog;
        this.readLimit = readLimit;
    }

    static DockerLogStream open(DockerApi api, ContainerId container, LogQuery query) {
        ApiPath path = ApiPath.of("containers", container.value(), "logs")
                .with("stdout", true)
                .with("stderr", true)
                .with("timestamps", true)
                .with("follow", query.follow())
                .with("tail", query.tail() == LogQuery.ALL ? "all" : Integer.toString(query.tail()));
        if (!query.since().equals(Instant.EPOCH)) {
            path = path.with("since", EngineTime.of(query.since()));
        }
        if (!query.until().equals(Instant.MAX)) {
            path = path.with("until", EngineTime.of(query.until()));
        }
        ApiStream stream = api.open(
                "read logs of container " + container, path, refusal -> DockerErrors.ofContainer(container, refusal));
        return new DockerLogStream(container, stream, api.watchdog(), query.follow() ? UNLIMITED : api.callLimit());
    }

    @Override
    public Optional<LogChunk> next() {
        if (closed) {
            return Optional.empty();
        }
        try (Watchdog.Watch _ = watchdog.watch(readLimit, stream::close)) {
            return frames.next();
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw Unreachable.because("read logs of container " + container, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
    }
}
