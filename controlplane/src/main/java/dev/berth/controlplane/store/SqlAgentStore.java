package dev.berth.controlplane.store;

import static java.util.stream.Collectors.groupingBy;

import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentStore;
import dev.berth.controlplane.agents.HostPort;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.lifecycle.Run;
import dev.berth.kit.SecretBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Agents in the [Database].
public final class SqlAgentStore implements AgentStore {

    private static final String ALL_AGENTS = "SELECT * FROM agent ORDER BY created_at, id";
    private static final String ONE_AGENT = "SELECT * FROM agent WHERE id = :agent";
    /// The instances that every agent has: the one in charge, and the one beside it.
    private static final String PRESENT_RUNS = """
            SELECT i.* FROM instance i
            JOIN agent a ON a.id = i.agent AND (i.generation = a.in_charge OR i.generation = a.beside)
            """;
    private static final String PRESENT_RUNS_OF_ONE =
            "SELECT * FROM instance WHERE agent = :agent AND (generation = :in_charge OR generation = :beside)";
    private static final String RUNS_OF_ONE =
            "SELECT * FROM instance WHERE agent = :agent ORDER BY generation DESC LIMIT :limit";
    private static final String REVISIONS = "SELECT * FROM revision WHERE agent = :agent ORDER BY number";
    private static final String PORTS = "SELECT * FROM host_port ORDER BY agent, position";
    private static final String PORTS_OF_HOST = "SELECT * FROM host_port WHERE host = :host ORDER BY port";
    private static final String EVENTS =
            "SELECT * FROM event WHERE agent = :agent AND sequence > :after ORDER BY sequence LIMIT :limit";

    private final Database database;
    private final SpecColumns specs;
    private final AgentWriter writer;
    private final KnownSpecs known = new KnownSpecs();

    public SqlAgentStore(Database database, SecretBox secrets) {
        this.database = database;
        this.specs = new SpecColumns(secrets);
        this.writer = new AgentWriter(specs);
    }

    @Override
    public Optional<AgentRecord> find(AgentId agent) {
        return database.inTransaction("read an agent", handle -> find(handle, agent))
                .map(known::remember);
    }

    private Optional<AgentRecord> find(Handle handle, AgentId agent) {
        Optional<Versioned> row = handle.createQuery(ONE_AGENT)
                .bind("agent", agent.value())
                .map((each, _) -> versioned(each))
                .findOne();
        return row.map(found -> {
            List<Run> runs = handle.createQuery(PRESENT_RUNS_OF_ONE)
                    .bind("agent", agent.value())
                    .bind("in_charge", found.lineup().inCharge())
                    .bind("beside", found.lineup().beside())
                    .map((each, _) -> AgentRows.run(each))
                    .list();
            List<HostPort> ports = handle.createQuery("SELECT * FROM host_port WHERE agent = :agent ORDER BY position")
                    .bind("agent", agent.value())
                    .map((each, _) -> AgentRows.hostPort(each))
                    .list();
            return assemble(handle, found, runs, ports);
        });
    }

    private static Versioned versioned(ResultSet row) throws SQLException {
        return new Versioned(
                row.getLong("version"),
                AgentRows.agent(row),
                new AgentChange.Lineup(row.getLong("in_charge"), row.getLong("beside")));
    }

    private AgentSpec spec(Handle handle, AgentId agent, Revision revision) {
        return known.of(agent, revision).orElseGet(() -> read(handle, agent, revision));
    }

    private AgentSpec read(Handle handle, AgentId agent, Revision revision) {
        return handle.createQuery("SELECT * FROM revision WHERE agent = :agent AND number = :number")
                .bind("agent", agent.value())
                .bind("number", revision.number())
                .map((each, _) -> specs.read(each))
                .one();
    }

    @Override
    public List<AgentRecord> all() {
        return database.inTransaction("read the agents", handle -> {
            Map<AgentId, List<Run>> runs =
                    handle.createQuery(PRESENT_RUNS).map((each, _) -> AgentRows.run(each)).stream()
                            .collect(groupingBy(each -> each.id().agent()));
            Map<String, List<PortRow>> ports = handle
                    .createQuery(PORTS)
                    .map((each, _) -> new PortRow(each.getString("agent"), AgentRows.hostPort(each)))
                    .stream()
                    .collect(groupingBy(PortRow::agent));
            return handle.createQuery(ALL_AGENTS).map((each, _) -> versioned(each)).list().stream()
                    .map(each -> assemble(
                            handle,
                            each,
                            runs.getOrDefault(each.agent().id(), List.of()),
                            ports.getOrDefault(each.agent().id().value(), List.of()).stream()
                                    .map(PortRow::port)
                                    .toList()))
                    .toList();
        });
    }

    private AgentRecord assemble(Handle handle, Versioned row, List<Run> runs, List<HostPort> ports) {
        AgentSpec newest = spec(handle, row.agent().id(), row.agent().latest());
        Optional<Run> latest = numbered(runs, row.lineup().inCharge());
        return new AgentRecord(
                row.version(),
                row.agent(),
                newest,
                latest,
                latest.map(run -> spec(handle, row, run, newest)).orElse(newest),
                ports,
                numbered(runs, row.lineup().beside())
                        .map(run -> new AgentRecord.Beside(run, spec(handle, row, run, newest))));
    }

    private static Optional<Run> numbered(List<Run> runs, long generation) {
        return runs.stream().filter(run -> run.id().generation() == generation).findFirst();
    }

    private AgentSpec spec(Handle handle, Versioned row, Run run, AgentSpec newest) {
        return run.revision().equals(row.agent().latest())
                ? newest
                : spec(handle, row.agent().id(), run.revision());
    }

    @Override
    public Written add(AgentChange change) {
        return committed(database.inTransaction("add an agent", handle -> {
            Outcome outcome = writer.add(handle, change);
            return outcome == Outcome.WRITTEN ? written(handle, change) : undone(handle, outcome);
        }));
    }

    @Override
    public Written write(AgentChange change) {
        return committed(database.inTransaction("write an agent", handle -> {
            Outcome outcome = writer.write(handle, change);
            return outcome == Outcome.WRITTEN ? written(handle, change) : undone(handle, outcome);
        }));
    }

    private Written committed(Written written) {
        written.record().ifPresent(known::remember);
        return written;
    }

    private Written written(Handle handle, AgentChange change) {
        return new Written(Outcome.WRITTEN, find(handle, change.agent().id()));
    }

    private static Written undone(Handle handle, Outcome outcome) {
        handle.rollback();
        return new Written(outcome, Optional.empty());
    }

    @Override
    public void remove(AgentId agent) {
        database.inTransaction(
                "remove an agent",
                handle -> handle.createUpdate("DELETE FROM agent WHERE id = :agent")
                        .bind("agent", agent.value())
                        .execute());
        known.forget(agent);
    }

    @Override
    public List<RevisionEntry> revisions(AgentId agent) {
        return database.inTransaction(
                "read an agent's revisions",
                handle -> handle.createQuery(REVISIONS)
                        .bind("agent", agent.value())
                        .map((each, _) -> new RevisionEntry(
                                new Revision(each.getInt("number")),
                                specs.read(each),
                                Instant.ofEpochMilli(each.getLong("created_at")),
                                each.getString("failure")))
                        .list());
    }

    @Override
    public List<Run> runs(AgentId agent, int limit) {
        return database.inTransaction("read an agent's instances", handle -> runs(handle, agent, limit));
    }

    private static List<Run> runs(Handle handle, AgentId agent, int limit) {
        return handle.createQuery(RUNS_OF_ONE)
                .bind("agent", agent.value())
                .bind("limit", limit)
                .map((each, _) -> AgentRows.run(each))
                .list();
    }

    @Override
    public List<HostPort> reservedPorts(String host) {
        return database.inTransaction(
                "read reserved ports",
                handle -> handle.createQuery(PORTS_OF_HOST)
                        .bind("host", host)
                        .map((each, _) -> AgentRows.hostPort(each))
                        .list());
    }

    @Override
    public List<AgentEvent> events(AgentId agent, long after, int limit) {
        return database.inTransaction(
                "read an agent's events",
                handle -> handle.createQuery(EVENTS)
                        .bind("agent", agent.value())
                        .bind("after", after)
                        .bind("limit", limit)
                        .map((each, _) -> AgentRows.event(each))
                        .list());
    }

    private record Versioned(long version, Agent agent, AgentChange.Lineup lineup) {}

    private record PortRow(String agent, HostPort port) {}
}
