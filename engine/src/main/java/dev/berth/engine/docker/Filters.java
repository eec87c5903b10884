package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.engine.LabelSelector;

/// What Docker's lists and events are narrowed by, in its JSON form.
final class Filters {

    private Filters() {}

    static ObjectNode labels(LabelSelector selector) {
        ObjectNode filters = ContainerRequest.object();
        ArrayNode labels = filters.putArray("label");
        selector.present().forEach(labels::add);
        selector.equal().forEach((label, value) -> labels.add(label + "=" + value));
        return filters;
    }

    static ObjectNode name(String name) {
        ObjectNode filters = ContainerRequest.object();
        filters.putArray("name").add(name);
        return filters;
    }
}
