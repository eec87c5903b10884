package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A part of a list.
///
/// @param next the cursor of the following part; empty on the last
public record Page<T>(List<T> items, Optional<String> next) {

    public Page {
        items = List.copyOf(items);
    }

    static <T> Page<T> read(JsonNode json, Function<JsonNode, T> item) {
        List<T> items = new ArrayList<>();
        json.path("items").forEach(each -> items.add(item.apply(each)));
        return new Page<>(
                items,
                Optional.of(json.path("next")).filter(JsonNode::isTextual).map(JsonNode::textValue));
    }

    /// Every item of a list.
    static <T> List<T> all(Source<T> source) throws InterruptedException {
        List<T> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<T> page = source.page(cursor);
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    /// Gets the part that begins at a cursor.
    @FunctionalInterface
    interface Source<T> {
        Page<T> page(Optional<String> cursor) throws InterruptedException;
    }
}
