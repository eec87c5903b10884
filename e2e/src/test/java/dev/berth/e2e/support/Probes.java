package dev.berth.e2e.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.probe.ProbeAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Agents that run a [ProbeAgent] in the sample agent's image.
public final class Probes {

    private static final String TARGET = "/probe";

    private final Path classes;

    /// @param folder is filled with what the agents run; the server must allow to mount it
    public Probes(Path folder) {
        this.classes = folder;
        try {
            copy(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path folder) throws IOException {
        Path source = Path.of(ProbeAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Path inside = Path.of(ProbeAgent.class.getPackageName().replace('.', '/'));
        Files.createDirectories(folder.resolve(inside));
        List<Path> files;
        try (Stream<Path> all = Files.list(source.resolve(inside))) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.copy(file, folder.resolve(inside).resolve(file.getFileName()));
        }
    }

    public ObjectNode body(String name) {
        return body(name, ProbeAgent.class);
    }

    /// @param program one of the probe's package with a main method
    public ObjectNode body(String name, Class<?> program) {
        ObjectNode body = Agents.sample(name);
        ObjectNode config = Agents.config(body);
        config.putArray("command").add("-cp").add(TARGET).add(program.getName());
        config.putArray("volumes")
                .addObject()
                .put("source", classes.toString())
                .put("target", TARGET)
                .put("read_only", true);
        return body;
    }
}
