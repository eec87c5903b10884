package dev.berth.gateway.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/// What happened, for people: the last lines of it, or all.
final class Trace {

    private final Timeline time;
    private final int most;
    private final Deque<Line> lines = new ArrayDeque<>();

    /// @param words nothing that changes later: they are put together when somebody reads them
    private record Line(long at, List<Object> words) {

        String text() {
            String told = words.stream().map(String::valueOf).collect(Collectors.joining(" "));
            return "%9d.%03d  %s".formatted(at / 1000, at % 1000, told);
        }
    }

    Trace(Timeline time, int most) {
        this.time = time;
        this.most = most;
    }

    void add(Object... words) {
        lines.add(new Line(time.millis(), Arrays.asList(words)));
        if (lines.size() > most) {
            lines.remove();
        }
    }

    String text() {
        return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
    }
}
