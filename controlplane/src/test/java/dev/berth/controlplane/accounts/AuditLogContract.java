package dev.berth.controlplane.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [AuditLog] must do. The tests of each database extend it.
public abstract class AuditLogContract {

    protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private AuditLog log;

    protected abstract AuditLog empty() throws Exception;

    @BeforeEach
    void open() throws Exception {
        log = empty();
    }

    protected static AuditLog.Entry entry(String action, Optional<AgentId> agent) {
        return new AuditLog.Entry(NOON, "ci", "alice", action, agent, "done", "10.0.0.1", "request-" + action);
    }

    @Test
    void listsTheNewestFirst() {
        log.add(entry("one", Optional.of(SampleAgents.id(1))));
        log.add(entry("two", Optional.empty()));
        log.add(entry("three", Optional.of(SampleAgents.id(2))));

        List<AuditLine> lines = log.lines(Optional.empty(), Long.MAX_VALUE, 2);

        assertThat(lines).extracting(AuditLine::action).containsExactly("three", "two");
        assertThat(log.lines(Optional.empty(), lines.getLast().id(), 2))
                .extracting(AuditLine::action)
                .containsExactly("one");
    }

    @Test
    void listsOneAgentsLinesAlone() {
        log.add(entry("one", Optional.of(SampleAgents.id(1))));
        log.add(entry("two", Optional.empty()));

        assertThat(log.lines(Optional.of(SampleAgents.id(1)), Long.MAX_VALUE, 10))
                .extracting(AuditLine::action)
                .containsExactly("one");
    }

    @Test
    void readsBackEveryPart() {
        log.add(entry("one", Optional.of(SampleAgents.id(1))));

        AuditLine line = log.lines(Optional.empty(), Long.MAX_VALUE, 1).getFirst();

        assertThat(line)
                .isEqualTo(new AuditLine(
                        line.id(),
                        NOON,
                        "ci",
                        "alice",
                        "one",
                        Optional.of(SampleAgents.id(1)),
                        "done",
                        "10.0.0.1",
                        "request-one"));
        assertThat(line.id()).isBetween(1L, 1L << 53);
    }

    @Test
    void numbersLinesThatAreWrittenAtOnceApart() throws InterruptedException {
        List<Callable<Void>> writers = IntStream.range(0, 50)
                .<Callable<Void>>mapToObj(i -> () -> {
                    log.add(entry("action " + i, Optional.empty()));
                    return null;
                })
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(writers);
        }

        assertThat(log.lines(Optional.empty(), Long.MAX_VALUE, 100))
                .hasSize(50)
                .extracting(AuditLine::id)
                .doesNotHaveDuplicates();
    }
}
