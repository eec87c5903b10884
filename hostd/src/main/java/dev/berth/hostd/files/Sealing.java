package dev.berth.hostd.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.berth.kit.SecretBox;
import java.util.List;
import java.util.function.UnaryOperator;

/// Keeps the values of agents' secrets unreadable on the disk.
public final class Sealing {

    /// Where an assigned agent's JSON has them.
    private static final List<String> SECRETS =
            List.of("/order/spec/secrets", "/older/spec/secrets", "/newer/spec/secrets");

    private final SecretBox box;

    public Sealing(SecretBox box) {
        this.box = box;
    }

    void seal(JsonNode value) {
        replace(value, box::seal);
    }

    void open(JsonNode value) {
        replace(value, box::open);
    }

    private static void replace(JsonNode value, UnaryOperator<String> change) {
        for (String place : SECRETS) {
            if (value.at(place) instanceof ObjectNode secrets) {
                secrets.properties()
                        .forEach(each -> each.setValue(
                                TextNode.valueOf(change.apply(each.getValue().asText()))));
            }
        }
    }
}
