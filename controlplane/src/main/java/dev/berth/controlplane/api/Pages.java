package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.protocol.api.ApiJson;
import java.util.List;
import java.util.Optional;

/// Writes one page of a list.
final class Pages {

    private Pages() {}

    /// @param next the cursor of the page after; empty on the last
    static ObjectNode of(List<ObjectNode> items, Optional<String> next) {
        ObjectNode page = ApiJson.NODES.objectNode();
        ArrayNode all = page.putArray("items");
        items.forEach(all::add);
        return page.put("next", next.orElse(null));
    }
}
