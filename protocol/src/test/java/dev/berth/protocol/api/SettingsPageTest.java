package dev.berth.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/durable-requests.md` against the fields of a new agent.
class SettingsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "durable-requests.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_.]+)` \\| (none|`[^`]+`) \\|");

    @Test
    void namesEverySettingWithItsDefault() throws IOException {
        Map<String, String> told = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(PAGE));
        while (rows.find()) {
            told.put(rows.group(1), rows.group(2).replace("`", ""));
        }

        assertThat(told).isEqualTo(defaults());
    }

    private static Map<String, String> defaults() {
        JsonNode least = ApiJson.parse("{\"name\": \"n\"}".getBytes(StandardCharsets.UTF_8));
        AgentBody body = new AgentBodyReader("i").read(least);
        ObjectNode node = ApiJson.NODES.objectNode();
        ConductWriter.write(body.conduct(), node);
        node.remove("public");
        Map<String, String> defaults = new TreeMap<>();
        node.properties().forEach(each -> put(defaults, each.getKey(), each.getValue()));
        return defaults;
    }

    private static void put(Map<String, String> defaults, String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(each -> put(defaults, name + "." + each.getKey(), each.getValue()));
        } else {
            defaults.put(name, value.isNull() || value.isArray() ? "none" : value.asText());
        }
    }
}
