package dev.berth.e2e.calls;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.probe.LedgerAgent;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Probes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/// What a [LedgerAgent] wrote down.
final class Ledger {

    private final Path folder;
    private final Probes probes;

    /// @param allowed a folder that the server may mount
    Ledger(Path allowed) {
        this.probes = new Probes(allowed.resolve("classes"));
        this.folder = allowed.resolve("ledger");
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The agent that writes into it.
    ObjectNode agent(String name) {
        ObjectNode body = probes.body(name, LedgerAgent.class);
        Agents.config(body)
                .withArray("volumes")
                .addObject()
                .put("source", folder.toString())
                .put("target", "/ledger");
        return body;
    }

    /// A line of it.
    record Line(String key, long at) {}

    List<Line> deliveries() {
        return lines("deliveries");
    }

    List<Line> executions() {
        return lines("executions");
    }

    /// How often each key was executed.
    Map<String, Long> executed() {
        return executions().stream().collect(groupingBy(Line::key, counting()));
    }

    private List<Line> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file)).stream()
                    .map(line -> line.split(" "))
                    .map(words -> new Line(words[0], Long.parseLong(words[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
