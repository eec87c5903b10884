package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What it may use, and what it sees.
final class PlaceOptions {

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            order = 10,
            description = "The most memory that it gets, such as 1G (default: 512m).")
    private @Nullable String memory;

    @Option(
            names = {"-c", "--cpu"},
            paramLabel = "CORES",
            order = 11,
            description = "The most processor time, such as 0.5 or 500m (default: 1).")
    private @Nullable String cpu;

    @Option(names = "--pids", paramLabel = "NUMBER", order = 12, description = "The most processes (default: 512).")
    private @Nullable Integer pids;

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SOURCE:TARGET[:ro]",
            order = 13,
            description = "A volume by name, or a folder of the host that the operator allows.")
    private @Nullable List<String> volumes;

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "[[IP:]HOST:]PORT",
            order = 14,
            description = "A port of it on the host too, besides the gateway; on 127.0.0.1 unless you name an address.")
    private @Nullable List<String> ports;

    @Option(
            names = "--network",
            paramLabel = "NETWORK",
            order = 15,
            description = "isolated (the default), host (if the operator allows it) or none.")
    private @Nullable String network;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            order = 16,
            description = "How far it is locked down: standard (the default) or locked.")
    private @Nullable String profile;

    void addTo(ObjectNode container, Readings readings) {
        if (memory != null) {
            container.put("memory_limit", readings.read("--memory", memory, AmountText::size));
        }
        if (cpu != null) {
            container.put("cpu_limit", readings.read("--cpu", cpu, AmountText::cpu));
        }
        if (pids != null) {
            container.put("pids_limit", pids);
        }
        list(container, "volumes", volumes, text -> readings.read("--volume", text, VolumeText::parse));
        list(container, "ports", ports, text -> readings.read("--publish", text, PublishText::parse));
        if (network != null) {
            container.put("network", network);
        }
        if (profile != null) {
            container.put("profile", profile);
        }
    }

    private static void list(
            ObjectNode container, String name, @Nullable List<String> texts, Function<String, ObjectNode> reader) {
        if (texts != null) {
            ArrayNode list = container.putArray(name);
            texts.forEach(each -> list.add(reader.apply(each)));
        }
    }
}
