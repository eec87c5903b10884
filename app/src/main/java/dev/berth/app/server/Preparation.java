package dev.berth.app.server;

import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineInfo;
import dev.berth.engine.NetworkSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a machine must have before agents can run on it. Each step is fine when its result is there already.
public final class Preparation {

    private static final String IMAGE_SCRIPT = "scripts/sample-image.sh";

    private final Engine engine;
    private final BerthSettings settings;
    private final Steps steps;

    public Preparation(Engine engine, BerthSettings settings, Steps steps) {
        this.engine = engine;
        this.settings = settings;
        this.steps = steps;
    }

    /// Sees that the engine answers.
    ///
    /// @throws CommandFailure with the remedy when it does not
    public void engine() {
        try {
            EngineInfo info = engine.info();
            steps.tell(
                    "engine",
                    "Docker %s (API %s) at %s"
                            .formatted(
                                    info.version(),
                                    info.apiVersion(),
                                    settings.engine().host()));
        } catch (EngineFailure e) {
            throw new CommandFailure(
                    ExitCode.MISSING,
                    "No container engine can be used at %s: %s."
                            .formatted(settings.engine().host(), StartFaults.words(e)),
                    e.remedy());
        }
    }

    /// Makes the agents' network.
    public void network() {
        String name = settings.containers().network();
        engine.networks().ensure(NetworkSpec.open(name, Map.of("dev.berth.network", name)));
        steps.tell("network", name);
    }

    /// Builds the sample agent's image from the files of the source folder; false when this is no source folder.
    public boolean sampleImage() throws InterruptedException {
        Optional<Path> script = Optional.ofNullable(System.getenv("BERTH_SOURCE"))
                .map(source -> Path.of(source, IMAGE_SCRIPT))
                .filter(Files::isExecutable);
        if (script.isEmpty()) {
            return engine.images().inspect(settings.containers().defaultImage()).isPresent();
        }
        steps.tell("image", "building " + settings.containers().defaultImage() + " ...");
        long begun = System.nanoTime();
        run(List.of(script.get().toString(), settings.containers().defaultImage()));
        steps.tell(
                "image",
                "%s is there (%.1f s)"
                        .formatted(settings.containers().defaultImage(), (System.nanoTime() - begun) / 1e9));
        return true;
    }

    private static void run(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                List<String> told = new ArrayList<>(output.lines().toList());
                told.add("To start without the sample agent: berth up --no-sample");
                throw new CommandFailure(ExitCode.FAILED, "The sample agent's image could not be built:", told);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("run " + command.getFirst(), e);
        }
    }
}
