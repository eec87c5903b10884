package dev.berth.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.bench.BerthApi;
import java.io.IOException;
import java.nio.file.Path;

/// Deploys the agent that all proxies stand in front of, and makes a token that may call it.
///
/// Usage: `DeployUpstream HOME IMAGE PORT`. Prints the token, and the container's id.
public final class DeployUpstream {

    private DeployUpstream() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BerthApi api = new BerthApi(Path.of(arguments[0]));
        JsonNode agent = api.call("POST", "/api/agents", """
                {"name": "bench", "container_config":
                  {"image": "%s", "port": %s, "network": "host", "cpu_limit": 2}}
                """.formatted(arguments[1], arguments[2]));
        JsonNode token = api.call("POST", "/api/tokens", """
                {"name": "bench", "scopes": ["invoke"]}
                """);
        System.out.println(token.get("token").asText());
        System.out.println(agent.get("container_id").asText());
    }
}
