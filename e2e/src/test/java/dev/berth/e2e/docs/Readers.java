package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.docs.Page.Section;
import dev.berth.e2e.docs.Page.Step;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Api;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Engine;
import dev.berth.testkit.engine.CuttableLink;
import dev.berth.testkit.engine.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a page with a server at hand: runs what it says to type and holds it to what it says is said.
///
/// `MAVEN_ARGS=-Dberth.write-pages=true ./dev e2e NAME` writes into the page what was said otherwise; read the
/// difference.
final class Readers implements AutoCloseable {

    /// What the pages call an image that the reader has made.
    static final String OWN_IMAGE = "my/agent:1";

    private static final boolean WRITE = Boolean.getBoolean("berth.write-pages");

    private final Page page;
    private final Desk desk;
    private final CuttableLink engine;
    private final Berth server;
    private final Map<Step, List<String>> written = new HashMap<>();

    Readers(String file, Path folder) {
        this(file, folder, Map.of(), Map.of());
    }

    /// @param settings of the server, beyond those that every page's has
    /// @param places what the page calls something, and what it is here
    Readers(String file, Path folder, Map<String, String> settings, Map<String, String> places) {
        this.page = Page.read(Desk.ROOT.resolve(file));
        String network = "berth-docs-" + ProcessHandle.current().pid();
        this.desk = new Desk(folder, network, places);
        this.engine = new CuttableLink(Desk.ENGINE, desk.engineSocket());
        this.server = Berth.in(desk.berthHome())
                .with("BERTH_PORT", desk.port())
                .with("AGENT_NETWORK", network)
                .with("DOCKER_HOST", engine.address().toString());
        settings.forEach(server::with);
        importOwnImage(folder);
        server.start();
    }

    private static void importOwnImage(Path folder) {
        Path root = folder.resolve("agent.tar");
        try {
            Files.write(root, TestImages.actRoot());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Engine.must("import", "--change", "CMD [\"httpd\", \"-f\", \"-p\", \"8000\"]", root.toString(), OWN_IMAGE);
    }

    List<Section> sections() {
        return page.sections();
    }

    Api api() {
        return server.api();
    }

    /// The server's engine is gone; the machine's own, which it stands for, is not.
    void takeEngineAway() {
        engine.takeAway();
    }

    void bringEngineBack() {
        engine.bringBack();
    }

    /// An agent of the sample's image that runs.
    void running(String name) {
        api().post("/api/agents", Agents.sample(name)).expect(201);
        api().await(name, "running");
    }

    String text() {
        return String.join("\n", page.lines());
    }

    /// What each command said.
    Map<Step, List<String>> run(Section section) {
        return desk.run(section, List.of());
    }

    /// All commands in one go, for a page whose later sections build on earlier ones.
    void followAll() {
        List<Step> steps =
                sections().stream().flatMap(section -> section.steps().stream()).toList();
        assertThat(steps).as("commands of the page").isNotEmpty();
        follow(new Section("all of it", steps));
    }

    void follow(Section section) {
        follow(section, List.of());
    }

    /// @param prefix what the shell is started by
    void follow(Section section, List<String> prefix) {
        Map<Step, List<String>> said = desk.run(section, prefix);
        for (Step step : section.steps()) {
            List<String> lines = said.getOrDefault(step, List.of());
            if (Wording.matches(step.said(), lines)) {
                continue;
            }
            if (WRITE) {
                written.put(step, lines);
            } else {
                assertThat(String.join("\n", lines))
                        .as("%s, '%s': $ %s", page.file().getFileName(), section.heading(), step.command())
                        .isEqualTo(String.join("\n", step.said()));
            }
        }
    }

    /// So that the next section begins with none.
    void removeAgents() {
        for (JsonNode agent : api().list()) {
            api().delete("/api/agents/" + agent.get("id").asText() + "?force=true&volumes=true")
                    .expect(204);
        }
    }

    @Override
    public void close() {
        if (WRITE) {
            page.write(written);
        }
        server.close();
        engine.close();
        Engine.run("rmi", OWN_IMAGE);
    }
}
