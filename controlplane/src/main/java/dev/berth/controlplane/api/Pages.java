package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.protocol.api.ApiJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Writes one page of a list.
final class Pages {

    private Pages() {}

    /// The page of a whole list that a call asks for.
    ///
    /// @param all in the order of their cursors
    static <T> Answer of(ApiCall call, List<T> all, Function<T, Cursor> place, Function<T, ObjectNode> writing) {
        Optional<Cursor> after = call.parameter("cursor", Cursor::parse);
        int limit = call.limit();
        List<T> rest = all.stream()
                .filter(each -> after.isEmpty() || place.apply(each).compareTo(after.get()) > 0)
                .limit(limit + 1L)
                .toList();
        List<T> page = rest.subList(0, Math.min(limit, rest.size()));
        return Answer.json(of(
                page.stream().map(writing).toList(),
                rest.size() > limit ? Optional.of(place.apply(page.getLast()).text()) : Optional.empty()));
    }

    /// @param next the cursor of the page after; empty on the last
    static ObjectNode of(List<ObjectNode> items, Optional<String> next) {
        ObjectNode page = ApiJson.NODES.objectNode();
        ArrayNode all = page.putArray("items");
        items.forEach(all::add);
        return page.put("next", next.orElse(null));
    }
}
