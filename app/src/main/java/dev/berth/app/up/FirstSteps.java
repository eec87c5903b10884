package dev.berth.app.up;

import dev.berth.app.server.Server;
import dev.berth.app.server.Steps;
import java.nio.file.Path;
import java.time.Duration;

/// What a person sees once the server takes calls: the sample agent, the addresses, the administrator's token.
final class FirstSteps {

    private static final Duration SAMPLE_LIMIT = Duration.ofMinutes(2);

    private final Server server;
    private final String url;
    private final Steps steps;

    /// @param url where callers reach the server
    FirstSteps(Server server, String url, Steps steps) {
        this.server = server;
        this.url = url.replaceFirst("/+$", "");
        this.steps = steps;
    }

    void take(boolean sample) throws InterruptedException {
        boolean deployed = sample && server.sample().deployOnce(SAMPLE_LIMIT);
        steps.line("");
        steps.line("Berth takes calls at " + url);
        server.firstAdminToken().ifPresent(token -> {
            steps.line("");
            steps.line("The administrator's token, shown this once and kept in " + server.adminTokenFile() + ":");
            steps.line("  " + token.reveal());
        });
        if (deployed || server.sample().there()) {
            sampleLines(server.adminTokenFile());
        }
        steps.line("");
    }

    private void sampleLines(Path token) {
        String address = url + "/agent/hello/";
        steps.line("");
        steps.line("The sample agent hello answers at " + address);
        steps.line("  curl -H \"Authorization: Bearer $(cat '%s')\" %s".formatted(token, address));
    }
}
