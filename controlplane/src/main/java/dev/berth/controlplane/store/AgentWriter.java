package dev.berth.controlplane.store;

import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentStore.Outcome;
import dev.berth.controlplane.agents.HostPort;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.json.DomainJson;
import dev.berth.protocol.spec.ConductJson;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/// Writes an [AgentChange] within the caller's transaction.
final class AgentWriter {

    private static final int EVENTS_KEPT = 500;
    private static final int RUNS_KEPT = 100;

    private static final String ADD = """
            INSERT INTO agent (id, slug, version, name, description, type, labels, config, kind, owner, conduct,
                               wish, latest, in_charge, beside, restarts, created_at, updated_at)
            VALUES (:id, :slug, 1, :name, :description, :type, :labels, :config, :kind, :owner, :conduct,
                    :wish, :latest, :in_charge, :beside, :restarts, :created_at, :updated_at)
            ON CONFLICT DO NOTHING
            """;
    private static final String CHANGE = """
            UPDATE agent SET version = version + 1, name = :name, description = :description, type = :type,
                   labels = :labels, config = :config, conduct = :conduct, wish = :wish,
                   latest = :latest, in_charge = :in_charge, beside = :beside, restarts = :restarts, updated_at = :updated_at
            WHERE id = :id AND version = :version
            """;
    private static final String ADD_REVISION = """
            INSERT INTO revision (agent, number, spec, secrets, created_at)
            VALUES (:agent, :number, :spec, :secrets, :created_at)
            """;
    private static final String PUT_RUN = """
            INSERT INTO instance (agent, generation, revision, host, goal, depth, state, attempt, placed_at, ready_at,
                                  told)
            VALUES (:agent, :generation, :revision, :host, :goal, :depth, :state, :attempt, :placed_at, :ready_at,
                    :told)
            ON CONFLICT (agent, generation) DO UPDATE
            SET revision = excluded.revision, goal = excluded.goal, depth = excluded.depth, state = excluded.state, ready_at = excluded.ready_at
            """;
    private static final String ADD_PORT = """
            INSERT INTO host_port (host, port, agent, position, listen, container)
            VALUES (:host, :port, :agent, :position, :listen, :container)
            ON CONFLICT DO NOTHING
            """;
    private static final String ADD_EVENT = """
            INSERT INTO event (agent, sequence, at, kind, reason, generation)
            VALUES (:agent, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM event WHERE agent = :agent),
                    :at, :kind, :reason, :generation)
            """;
    private static final String TRIM_EVENTS = """
            DELETE FROM event WHERE agent = :agent
            AND sequence <= (SELECT MAX(sequence) FROM event WHERE agent = :agent) - :kept
            """;
    private static final String TRIM_RUNS = """
            DELETE FROM instance WHERE agent = :agent AND generation <= :newest - :kept
            AND generation <> :in_charge AND generation <> :beside
            """;

    private final SpecColumns specs;

    AgentWriter(SpecColumns specs) {
        this.specs = specs;
    }

    Outcome add(Handle handle, AgentChange change) {
        int added = bind(handle.createUpdate(ADD), change)
                .bind("slug", change.agent().slug().value())
                .bind("kind", change.agent().kind().name())
                .bind("owner", change.agent().owner())
                .bind("created_at", change.agent().createdAt().toEpochMilli())
                .execute();
        return added == 1 ? parts(handle, change) : Outcome.SLUG_TAKEN;
    }

    Outcome write(Handle handle, AgentChange change) {
        int written = bind(handle.createUpdate(CHANGE), change)
                .bind("version", change.version())
                .execute();
        return written == 1 ? parts(handle, change) : Outcome.STALE;
    }

    private static Update bind(Update statement, AgentChange change) {
        Agent agent = change.agent();
        return statement
                .bind("in_charge", change.lineup().inCharge())
                .bind("beside", change.lineup().beside())
                .bind("id", agent.id().value())
                .bind("name", agent.profile().name())
                .bind("description", agent.profile().description())
                .bind("type", agent.profile().type())
                .bind("labels", DomainJson.write(agent.profile().labels()))
                .bind("config", agent.profile().config())
                .bind("conduct", ConductJson.encode(agent.conduct()))
                .bind("wish", DomainJson.write(agent.wish()))
                .bind("latest", agent.latest().number())
                .bind("restarts", agent.restarts())
                .bind("updated_at", agent.updatedAt().toEpochMilli());
    }

    private Outcome parts(Handle handle, AgentChange change) {
        change.spec().ifPresent(spec -> addRevision(handle, change.agent(), spec));
        change.run().ifPresent(run -> putRun(handle, run, change.lineup()));
        change.failed().ifPresent(failed -> markFailed(handle, change.agent(), failed));
        change.notes().forEach(note -> addEvent(handle, change.agent(), note));
        boolean ports = change.hostPorts()
                .map(reserved -> putPorts(handle, change.agent(), reserved))
                .orElse(true);
        return ports ? Outcome.WRITTEN : Outcome.PORT_TAKEN;
    }

    private void addRevision(Handle handle, Agent agent, AgentSpec spec) {
        handle.createUpdate(ADD_REVISION)
                .bind("agent", agent.id().value())
                .bind("number", agent.latest().number())
                .bind("spec", specs.spec(spec))
                .bind("secrets", specs.secrets(spec))
                .bind("created_at", agent.updatedAt().toEpochMilli())
                .execute();
    }

    private static void markFailed(Handle handle, Agent agent, AgentChange.FailedRevision failed) {
        handle.createUpdate("UPDATE revision SET failure = :failure WHERE agent = :agent AND number = :number")
                .bind("agent", agent.id().value())
                .bind("number", failed.revision().number())
                .bind("failure", failed.why())
                .execute();
    }

    private static void putRun(Handle handle, Run run, AgentChange.Lineup lineup) {
        handle.createUpdate(PUT_RUN)
                .bind("agent", run.id().agent().value())
                .bind("generation", run.id().generation())
                .bind("revision", run.revision().number())
                .bind("host", run.host())
                .bind("goal", run.goal().name())
                .bind("depth", run.depth().name())
                .bind("state", DomainJson.write(run.state()))
                .bind("attempt", run.attempt())
                .bind("placed_at", run.placedAt().toEpochMilli())
                .bind("told", run.told())
                .bind("ready_at", run.readyAt() == null ? null : run.readyAt().toEpochMilli())
                .execute();
        if (run.id().generation() > RUNS_KEPT) {
            handle.createUpdate(TRIM_RUNS)
                    .bind("agent", run.id().agent().value())
                    .bind("newest", run.id().generation())
                    .bind("kept", RUNS_KEPT)
                    .bind("in_charge", lineup.inCharge())
                    .bind("beside", lineup.beside())
                    .execute();
        }
    }

    private static boolean putPorts(Handle handle, Agent agent, List<HostPort> reserved) {
        handle.createUpdate("DELETE FROM host_port WHERE agent = :agent")
                .bind("agent", agent.id().value())
                .execute();
        for (int i = 0; i < reserved.size(); i++) {
            HostPort port = reserved.get(i);
            int added = handle.createUpdate(ADD_PORT)
                    .bind("host", port.host())
                    .bind("port", port.port())
                    .bind("agent", agent.id().value())
                    .bind("position", i)
                    .bind("listen", port.listen())
                    .bind("container", port.container())
                    .execute();
            if (added != 1) {
                return false;
            }
        }
        return true;
    }

    private static void addEvent(Handle handle, Agent agent, AgentChange.Note note) {
        handle.createUpdate(ADD_EVENT)
                .bind("agent", agent.id().value())
                .bind("at", note.at().toEpochMilli())
                .bind("kind", note.kind())
                .bind("reason", note.reason())
                .bind("generation", note.generation())
                .execute();
        handle.createUpdate(TRIM_EVENTS)
                .bind("agent", agent.id().value())
                .bind("kept", EVENTS_KEPT)
                .execute();
    }
}
