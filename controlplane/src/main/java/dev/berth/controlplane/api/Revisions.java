package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentStore.RevisionEntry;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.protocol.api.AgentBodyWriter;
import dev.berth.protocol.api.ApiJson;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Lists the specs that an agent has had, and what became of them.
final class Revisions {

    private final FindAgents find;

    Revisions(FindAgents find) {
        this.find = find;
    }

    Answer read(ApiCall call, AgentView agent) {
        int below = call.parameter("cursor", Revisions::number).orElse(Integer.MAX_VALUE);
        int limit = call.limit();
        int inForce = AgentAnswers.inForce(agent.record());
        List<RevisionEntry> older = find.revisions(agent.record().agent().id()).stream()
                .filter(each -> each.revision().number() < below)
                .sorted(Comparator.comparing(RevisionEntry::revision).reversed())
                .toList();
        List<RevisionEntry> page = older.subList(0, Math.min(limit, older.size()));
        return Answer.json(Pages.of(
                page.stream().map(each -> json(each, inForce)).toList(),
                older.size() > limit ? Optional.of(page.getLast().revision().toString()) : Optional.empty()));
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("must be the next of an earlier page, not " + text);
        }
    }

    private static String fate(RevisionEntry entry, int inForce) {
        int number = entry.revision().number();
        if (number == inForce) {
            return "in_force";
        }
        if (!entry.failure().isEmpty()) {
            return "failed";
        }
        return number > inForce ? "pending" : "superseded";
    }

    private static ObjectNode json(RevisionEntry entry, int inForce) {
        int number = entry.revision().number();
        String fate = fate(entry, inForce);
        ObjectNode node = ApiJson.NODES.objectNode().put("revision", number).put("fate", fate);
        node.put("failure", entry.failure().isEmpty() ? null : entry.failure());
        node.put("created_at", ApiJson.time(entry.createdAt()));
        node.set("container_config", AgentBodyWriter.shown(entry.spec()));
        return node;
    }
}
