package dev.berth.testkit.engine;

import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.util.List;
import java.util.Optional;

/// Reads the log of a [FakeContainer].
final class FakeLogStream implements LogStream {

    private final FakeWorld world;
    private final FakeContainer container;
    private final LogQuery query;
    private final int end;
    private int position;
    private boolean closed;

    FakeLogStream(FakeWorld world, FakeContainer container, LogQuery query) {
        this.world = world;
        this.container = container;
        this.query = query;
        this.end = container.log.size();
        this.position = firstOf(container.log);
    }

    private int firstOf(List<LogChunk> log) {
        long asked = log.stream().filter(this::isAskedFor).count();
        long skipped = Math.max(0, asked - query.tail());
        int first = 0;
        while (first < log.size() && (skipped > 0 || !isAskedFor(log.get(first)))) {
            skipped -= isAskedFor(log.get(first)) ? 1 : 0;
            first++;
        }
        return first;
    }

    private boolean isAskedFor(LogChunk chunk) {
        return !chunk.at().isBefore(query.since()) && !chunk.at().isAfter(query.until());
    }

    @Override
    public Optional<LogChunk> next() {
        return world.alone(() -> {
            boolean more =
                    world.awaitUntil(() -> closed || skipToAskedFor() || !query.follow() || !container.isAlive());
            return more && !closed && skipToAskedFor()
                    ? Optional.of(container.log.get(position++))
                    : Optional.<LogChunk>empty();
        });
    }

    /// @return whether there is one
    private boolean skipToAskedFor() {
        int limit = query.follow() ? container.log.size() : end;
        while (position < limit && !isAskedFor(container.log.get(position))) {
            position++;
        }
        return position < limit;
    }

    @Override
    public void close() {
        world.alone(() -> closed = true);
    }
}
