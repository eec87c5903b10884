package dev.berth.cli.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What it is called, and who may call it.
final class IdentityOptions {

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            order = 0,
            description = "What it is called. Its address is made from it: 'My Agent' becomes my-agent.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", order = 31, description = "What it is for.")
    private @Nullable String description;

    @Option(names = "--type", paramLabel = "WORD", order = 32, description = "Your own word for what it is.")
    private @Nullable String type;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            order = 33,
            description = "A label, by which lists are filtered; KEY- takes it away.")
    private @Nullable List<String> labels;

    @Option(
            names = "--config",
            paramLabel = "JSON|@FILE",
            order = 34,
            description = "The agent's own settings, handed to it as AGENT_CONFIG.")
    private @Nullable String config;

    @Option(
            names = "--public",
            negatable = true,
            order = 35,
            description = "Lets everybody call it, without a token; or takes that back.")
    private @Nullable Boolean open;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            order = 36,
            description = "Holds a token of your own choice for its callers (16 characters at least).")
    private @Nullable Path tokenFile;

    void addTo(ObjectNode body, Readings readings) {
        body.put("name", readings.required("--name", name, "my-agent"));
        addRestTo(body, readings);
    }

    /// For an agent that is there, and keeps what is not given.
    void addChangesTo(ObjectNode body, Readings readings) {
        put(body, "name", name);
        addRestTo(body, readings);
    }

    private void addRestTo(ObjectNode body, Readings readings) {
        put(body, "description", description);
        put(body, "type", type);
        if (labels != null) {
            readings.putAll(body, "labels", "--label", labels, Variables::labels);
        }
        if (config != null) {
            body.set("config", readings.read("--config", config, IdentityOptions::readConfig));
        }
        if (open != null) {
            body.put("public", open);
        }
        if (tokenFile != null) {
            body.put(
                    "token",
                    readings.read("--token-file", tokenFile, Variables::content).strip());
        }
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static JsonNode readConfig(String text) {
        String json = text.startsWith("@") ? Variables.content(Path.of(text.substring(1))) : text;
        try {
            JsonNode read = new ObjectMapper().readTree(json);
            if (read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON (" + e.getOriginalMessage() + ")", e);
        }
        throw new IllegalArgumentException("it must be a JSON object such as {\"model\": \"small\"}");
    }
}
