package dev.berth.e2e.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser goes to agents that do not run.
class WaitingPageIT {

    private static final String ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @TempDir
    Path folder;

    private Berth berth;
    private Api api;

    @BeforeEach
    void start() {
        berth = Berth.in(folder.resolve("home")).start();
        api = berth.api();
    }

    @AfterEach
    void end() {
        berth.close();
    }

    private void deploy(ObjectNode body) {
        api.post("/api/agents", body.put("public", true).put("waiting_page", true))
                .expect(201);
    }

    private int kept(String agent) {
        return api.get("/api/agents/" + agent + "/requests")
                .expect(200)
                .json()
                .get("items")
                .size();
    }

    @Test
    void leadsABrowserToThePageOfAnAgentThatItWokeItself() throws Exception {
        deploy(Agents.sample("lazy").put("start", "on_demand"));

        Browser.Visit visit =
                new Browser(Files.createDirectories(folder.resolve("browser"))).visit(berth.url() + "/agent/lazy/");

        assertThat(visit.document()).contains("<h1>lazy</h1>").doesNotContain("is waking up");
        assertThat(visit.console()).isEmpty();
        assertThat(kept("lazy")).isZero();
        assertThat(api.status("lazy")).isEqualTo("running");
    }

    /// Nothing listens on its port, so it is never ready.
    @Test
    void showsThePageWhileAnAgentIsNotReady() throws Exception {
        ObjectNode body = Agents.sample("late").put("start", "on_demand");
        Agents.config(body).put("port", 9999);
        deploy(body);

        HttpResponse<String> page = navigated("late");

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(page.body()).contains("late is waking up");
        assertThat(kept("late")).isZero();
    }

    private HttpResponse<String> navigated(String agent) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(berth.url() + "/agent/" + agent + "/"))
                            .header("Accept", ACCEPT)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
