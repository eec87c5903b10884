package dev.berth.controlplane.store;

import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.HostPort;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.json.DomainJson;
import dev.berth.protocol.spec.ConductJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads rows as domain values.
final class AgentRows {

    private AgentRows() {}

    static Agent agent(ResultSet row) throws SQLException {
        return new Agent(
                new AgentId(row.getString("id")),
                new Slug(row.getString("slug")),
                new Agent.Profile(
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("type"),
                        DomainJson.readTexts(row.getString("labels")),
                        row.getString("config")),
                AgentKind.valueOf(row.getString("kind")),
                row.getString("owner"),
                ConductJson.decode(row.getString("conduct")),
                DomainJson.read(row.getString("wish"), Wish.class),
                new Revision(row.getInt("latest")),
                row.getInt("restarts"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    static Run run(ResultSet row) throws SQLException {
        long readyAt = row.getLong("ready_at");
        @Nullable Instant ready = row.wasNull() ? null : Instant.ofEpochMilli(readyAt);
        return new Run(
                new InstanceId(new AgentId(row.getString("agent")), row.getLong("generation")),
                new Revision(row.getInt("revision")),
                row.getString("host"),
                Goal.valueOf(row.getString("goal")),
                Hibernation.valueOf(row.getString("depth")),
                DomainJson.read(row.getString("state"), InstanceState.class),
                row.getInt("attempt"),
                Instant.ofEpochMilli(row.getLong("placed_at")),
                ready,
                row.getString("told"));
    }

    static HostPort hostPort(ResultSet row) throws SQLException {
        return new HostPort(
                row.getString("host"), row.getInt("port"), row.getString("listen"), row.getInt("container"));
    }

    static AgentEvent event(ResultSet row) throws SQLException {
        return new AgentEvent(
                new AgentId(row.getString("agent")),
                row.getLong("sequence"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("kind"),
                row.getString("reason"),
                row.getLong("generation"));
    }
}
