package dev.berth.cli.invoke;

import dev.berth.protocol.client.AgentReply;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A call that Berth kept and has not delivered yet.
///
/// @param agent its id
/// @param request the id under which its answer is to be had
record Kept(String agent, String request) {

    private static final int ACCEPTED = 202;
    private static final Pattern ENTRY = Pattern.compile(
            "(?:https?://[^/]+)?.*/api/agents/(?<agent>[0-9a-f]{32})/requests/(?<request>[0-9a-f]{32})");

    /// Empty when an answer is the agent's own.
    static Optional<Kept> in(AgentReply reply) {
        return reply.headers().stream()
                .filter(_ -> reply.status() == ACCEPTED)
                .filter(each -> each.name().equalsIgnoreCase("Location"))
                .map(each -> ENTRY.matcher(each.value()))
                .filter(Matcher::matches)
                .map(match -> new Kept(match.group("agent"), match.group("request")))
                .findFirst();
    }
}
