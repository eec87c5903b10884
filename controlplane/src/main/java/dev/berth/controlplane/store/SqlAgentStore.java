package dev.berth.controlplane.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Agents in the [Database].
public final class SqlAgentStore implements AgentStore {

    private static final String ALL_AGENTS = "SELECT * FROM agent ORDER BY created_at, id";
    private static final String ONE_AGENT = "SELECT * FROM agent WHERE id = :agent";
    /// The newest instance of every agent.
    private static final String LATEST_RUNS = """
            SELECT i.* FROM instance i
            JOIN (SELECT agent, MAX(generation) AS generation FROM instance GROUP BY agent) newest
              ON i.agent = newest.agent AND i.generation = newest.generation
            """;
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
                .map((each, _) -> new Versioned(each.getLong("version"), AgentRows.agent(each)))
                .findOne();
        return row.map(found -> {
            Optional<Run> latest = runs(handle, agent, 1).stream().findFirst();
            List<HostPort> ports = handle.createQuery("SELECT * FROM host_port WHERE agent = :agent ORDER BY position")
                    .bind("agent", agent.value())
                    .map((each, _) -> AgentRows.hostPort(each))
                    .list();
            AgentSpec spec = spec(handle, agent, found.agent().latest());
            AgentSpec inForce = latest.map(Run::revision)
                    .filter(each -> !each.equals(found.agent().latest()))
                    .map(each -> spec(handle, agent, each))
                    .orElse(spec);
            return new AgentRecord(found.version(), found.agent(), spec, latest, inForce, ports);
        });
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
            Map<AgentId, Run> latest = handle.createQuery(LATEST_RUNS).map((each, _) -> AgentRows.run(each)).stream()
                    .collect(toMap(each -> each.id().agent(), each -> each));
            Map<String, List<PortRow>> ports = handle
                    .createQuery(PORTS)
                    .map((each, _) -> new PortRow(each.getString("agent"), AgentRows.hostPort(each)))
                    .stream()
                    .collect(groupingBy(PortRow::agent));
            return handle
                    .createQuery(ALL_AGENTS)
                    .map((each, _) -> new Versioned(each.getLong("version"), AgentRows.agent(each)))
                    .list()
                    .stream()
                    .map(each -> assemble(handle, each, latest, ports))
                    .toList();
        });
    }

    private AgentRecord assemble(
            Handle handle, Versioned row, Map<AgentId, Run> runs, Map<String, List<PortRow>> ports) {
        AgentId id = row.agent().id();
        Optional<Run> latest = Optional.ofNullable(runs.get(id));
        AgentSpec spec = spec(handle, id, row.agent().latest());
        AgentSpec inForce = latest.map(Run::revision)
                .filter(each -> !each.equals(row.agent().latest()))
                .map(each -> spec(handle, id, each))
                .orElse(spec);
        List<HostPort> reserved = ports.getOrDefault(id.value(), List.of()).stream()
                .map(PortRow::port)
                .toList();
        return new AgentRecord(row.version(), row.agent(), spec, latest, inForce, reserved);
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

    private record Versioned(long version, Agent agent) {}

    private record PortRow(String agent, HostPort port) {}
}
