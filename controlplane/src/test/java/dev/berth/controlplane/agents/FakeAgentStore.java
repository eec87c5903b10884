package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.lifecycle.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A store in memory. It behaves: what was written is read, slugs and ports are unique, an older version is refused.
public final class FakeAgentStore implements AgentStore {

    private static final int EVENTS_KEPT = 500;

    private final Map<AgentId, Row> rows = new HashMap<>();
    private boolean broken;

    private static final class Row {
        private final long version;
        private final Agent agent;
        private final TreeMap<Integer, RevisionEntry> revisions = new TreeMap<>();
        private final TreeMap<Long, Run> runs = new TreeMap<>();
        private final List<AgentEvent> events = new ArrayList<>();
        private List<HostPort> ports = List.of();
        private AgentChange.Lineup lineup = AgentChange.Lineup.NONE;

        private Row(long version, Agent agent) {
            this.version = version;
            this.agent = agent;
        }
    }

    /// From now on every method fails, until the store is mended.
    public synchronized void breakDown() {
        broken = true;
    }

    public synchronized void mend() {
        broken = false;
    }

    private void checkHealth() {
        if (broken) {
            throw new StoreFailure("answer: the test broke it", null);
        }
    }

    @Override
    public synchronized Optional<AgentRecord> find(AgentId agent) {
        checkHealth();
        return Optional.ofNullable(rows.get(agent)).map(FakeAgentStore::record);
    }

    private static AgentRecord record(Row row) {
        AgentSpec newest = row.revisions.lastEntry().getValue().spec();
        Optional<Run> latest = Optional.ofNullable(row.runs.get(row.lineup.inCharge()));
        return new AgentRecord(
                row.version,
                row.agent,
                newest,
                latest,
                latest.map(run -> spec(row, run)).orElse(newest),
                row.ports,
                Optional.ofNullable(row.runs.get(row.lineup.beside()))
                        .map(run -> new AgentRecord.Beside(run, spec(row, run))));
    }

    private static AgentSpec spec(Row row, Run run) {
        RevisionEntry entry = row.revisions.get(run.revision().number());
        return (entry == null ? row.revisions.lastEntry().getValue() : entry).spec();
    }

    @Override
    public synchronized List<AgentRecord> all() {
        checkHealth();
        return rows.values().stream()
                .map(FakeAgentStore::record)
                .sorted(Comparator.comparing((AgentRecord each) -> each.agent().createdAt())
                        .thenComparing(each -> each.agent().id().value()))
                .toList();
    }

    @Override
    public synchronized Written add(AgentChange change) {
        checkHealth();
        return apply(change, new Row(1, change.agent()));
    }

    @Override
    public synchronized Written write(AgentChange change) {
        checkHealth();
        Row seen = rows.get(change.agent().id());
        if (seen == null || seen.version != change.version()) {
            return new Written(Outcome.STALE, Optional.empty());
        }
        Row next = new Row(seen.version + 1, change.agent());
        next.revisions.putAll(seen.revisions);
        next.runs.putAll(seen.runs);
        next.events.addAll(seen.events);
        next.ports = seen.ports;
        return apply(change, next);
    }

    private Written apply(AgentChange change, Row row) {
        AgentId id = change.agent().id();
        if (others(id).anyMatch(each -> each.agent.slug().equals(change.agent().slug()))) {
            return new Written(Outcome.SLUG_TAKEN, Optional.empty());
        }
        List<HostPort> ports = change.hostPorts().orElse(row.ports);
        if (others(id)
                .flatMap(each -> each.ports.stream())
                .anyMatch(held -> ports.stream()
                        .anyMatch(each -> each.host().equals(held.host()) && each.port() == held.port()))) {
            return new Written(Outcome.PORT_TAKEN, Optional.empty());
        }
        row.ports = List.copyOf(ports);
        Instant now = change.agent().updatedAt();
        change.spec().ifPresent(spec -> {
            var revision = change.agent().latest();
            row.revisions.put(revision.number(), new RevisionEntry(revision, spec, now, ""));
        });
        change.failed()
                .ifPresent(failed -> row.revisions.computeIfPresent(
                        failed.revision().number(),
                        (_, entry) ->
                                new RevisionEntry(entry.revision(), entry.spec(), entry.createdAt(), failed.why())));
        row.lineup = change.lineup();
        change.run().ifPresent(run -> row.runs.put(run.id().generation(), run));
        change.notes().forEach(note -> note(row, id, note));
        rows.put(id, row);
        return new Written(Outcome.WRITTEN, Optional.of(record(row)));
    }

    private Stream<Row> others(AgentId id) {
        return rows.entrySet().stream()
                .filter(each -> !each.getKey().equals(id))
                .map(Map.Entry::getValue);
    }

    private static void note(Row row, AgentId id, AgentChange.Note note) {
        long sequence = row.events.isEmpty() ? 1 : row.events.getLast().sequence() + 1;
        row.events.add(new AgentEvent(id, sequence, note.at(), note.kind(), note.reason(), note.generation()));
        if (row.events.size() > EVENTS_KEPT) {
            row.events.removeFirst();
        }
    }

    @Override
    public synchronized void remove(AgentId agent) {
        checkHealth();
        rows.remove(agent);
    }

    @Override
    public synchronized List<RevisionEntry> revisions(AgentId agent) {
        checkHealth();
        Row row = rows.get(agent);
        return row == null ? List.of() : List.copyOf(row.revisions.values());
    }

    @Override
    public synchronized List<Run> runs(AgentId agent, int limit) {
        checkHealth();
        Row row = rows.get(agent);
        return row == null
                ? List.of()
                : row.runs.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<HostPort> reservedPorts(String host) {
        checkHealth();
        return rows.values().stream()
                .flatMap(each -> each.ports.stream())
                .filter(each -> each.host().equals(host))
                .sorted(Comparator.comparingInt(HostPort::port))
                .toList();
    }

    @Override
    public synchronized List<AgentEvent> events(AgentId agent, long after, int limit) {
        checkHealth();
        Row row = rows.get(agent);
        return row == null
                ? List.of()
                : row.events.stream()
                        .filter(each -> each.sequence() > after)
                        .limit(limit)
                        .toList();
    }
}
