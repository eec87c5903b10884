package dev.berth.hostd.instances;

import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The last words of a container.
final class LastLines {

    private static final int LINES = 20;
    private static final int LONGEST_LINE = 2_000;

    private final Engine engine;

    LastLines(Engine engine) {
        this.engine = engine;
    }

    /// At most 20 lines, oldest first; none when the log cannot be read, which is no reason to keep an end secret.
    List<String> of(ContainerId container) {
        List<String> lines = new ArrayList<>();
        try (LogStream log = engine.containers().logs(container, LogQuery.last(LINES))) {
            for (Optional<LogChunk> chunk = log.next(); chunk.isPresent() && lines.size() < LINES; chunk = log.next()) {
                String line = chunk.get().text().stripTrailing();
                lines.add(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...");
            }
        } catch (EngineUnreachable e) {
            throw e;
        } catch (EngineFailure _) {
            return lines;
        }
        return lines;
    }
}
