package dev.berth.engine.docker;

import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a container's log as Docker sends it.
///
/// A follower of Docker 20.10 may be told the end before it was given everything, when the container ends at
/// that moment. So whatever comes behind its last piece is read once more, without following.
final class DockerLogStream implements LogStream {

    // A follower waits for as long as its container is silent.
    private static final Duration UNLIMITED = Duration.ofDays(3_650);
    // Times in a log are not quite in order: two streams are written at once.
    private static final Duration DISORDER = Duration.ofSeconds(1);

    private final DockerApi api;
    private final ContainerId container;
    private final LogQuery query;
    private boolean following;
    private LogFrames frames;
    private @Nullable LogChunk last;
    private volatile ApiStream stream;
    private volatile boolean closed;

    private DockerLogStream(DockerApi api, ContainerId container, LogQuery query) {
        this.api = api;
        this.container = container;
        this.query = query;
        this.following = query.follow();
        this.stream = open(query);
        this.frames = new LogFrames(stream.body());
    }

    static DockerLogStream open(DockerApi api, ContainerId container, LogQuery query) {
        return new DockerLogStream(api, container, query);
    }

    private ApiStream open(LogQuery part) {
        ApiPath path = ApiPath.of("containers", container.value(), "logs")
                .with("stdout", true)
                .with("stderr", true)
                .with("timestamps", true)
                .with("follow", part.follow())
                .with("tail", part.tail() == LogQuery.ALL ? "all" : Integer.toString(part.tail()));
        if (!part.since().equals(Instant.EPOCH)) {
            path = path.with("since", EngineTime.of(part.since()));
        }
        if (!part.until().equals(Instant.MAX)) {
            path = path.with("until", EngineTime.of(part.until()));
        }
        return api.open(
                "read logs of container " + container, path, refusal -> DockerErrors.ofContainer(container, refusal));
    }

    @Override
    public Optional<LogChunk> next() {
        Optional<LogChunk> chunk = read();
        if (chunk.isEmpty() && following && !closed) {
            following = false;
            chunk = beginRemainder() ? read() : Optional.empty();
        }
        chunk.ifPresent(read -> last = read);
        return chunk;
    }

    private Optional<LogChunk> read() {
        if (closed) {
            return Optional.empty();
        }
        Duration limit = following ? UNLIMITED : api.callLimit();
        try (Watchdog.Watch _ = api.watchdog().watch(limit, stream::close)) {
            return frames.next();
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw Unreachable.because("read logs of container " + container, e);
        }
    }

    /// @return whether there is one, which is then read up to behind the last piece
    private boolean beginRemainder() {
        LogChunk reached = last;
        boolean nothingWasAskedFor = reached == null && query.tail() == 0;
        if (nothingWasAskedFor) {
            return false;
        }
        try {
            LogQuery rest = reached == null
                    ? new LogQuery(query.tail(), query.since(), query.until(), false)
                    : new LogQuery(LogQuery.ALL, reached.at().minus(DISORDER), query.until(), false);
            ApiStream remainder = open(rest);
            stream.close();
            stream = remainder;
            frames = new LogFrames(remainder.body());
        } catch (NoSuchContainer _) {
            return false;
        }
        if (closed) {
            stream.close();
        }
        return reached == null || isSkipped(reached);
    }

    private boolean isSkipped(LogChunk reached) {
        Optional<LogChunk> chunk = read();
        while (chunk.isPresent() && !chunk.get().equals(reached)) {
            chunk = read();
        }
        return chunk.isPresent();
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
    }
}
