package dev.berth.cli.invoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.protocol.client.AgentReply;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A call that Berth kept and has not delivered yet.
///
/// @param agent its id
/// @param request the id under which its answer is to be had
/// @param why one sentence or two on what it waits for
record Kept(String agent, String request, String why) {

    private static final int ACCEPTED = 202;
    private static final int LONGEST_BODY = 64 * 1024;
    private static final String NO_REASON = "The agent has not answered yet.";
    private static final Pattern ENTRY = Pattern.compile(
            "(?:https?://[^/]+)?.*/api/agents/(?<agent>[0-9a-f]{32})/requests/(?<request>[0-9a-f]{32})");

    /// Empty when an answer is the agent's own; else its body is read.
    static Optional<Kept> in(AgentReply reply) throws IOException {
        Optional<Matcher> entry = entry(reply);
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(new Kept(entry.get().group("agent"), entry.get().group("request"), why(reply)));
    }

    private static Optional<Matcher> entry(AgentReply reply) {
        return reply.headers().stream()
                .filter(_ -> reply.status() == ACCEPTED)
                .filter(each -> each.name().equalsIgnoreCase("Location"))
                .map(each -> ENTRY.matcher(each.value()))
                .filter(Matcher::matches)
                .findFirst();
    }

    private static String why(AgentReply reply) throws IOException {
        byte[] body = reply.body().readNBytes(LONGEST_BODY);
        try {
            return new ObjectMapper().readTree(body).path("detail").asText(NO_REASON);
        } catch (JsonProcessingException _) {
            return NO_REASON;
        }
    }
}
