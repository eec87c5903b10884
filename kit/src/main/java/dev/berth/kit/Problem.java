package dev.berth.kit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Why a request was not carried out, in the form of RFC 9457.
///
/// @param code stable, in lower_snake; what programs look at
/// @param detail what happened and what helps, in whole sentences; what people read
/// @param fields the parts of the request that are wrong, if it is about some
/// @param more further members of the body, as texts or lists of texts
public record Problem(int status, String code, String detail, List<Field> fields, Map<String, Object> more) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /// One wrong part of a request.
    ///
    /// @param place a JSON pointer into the body, or the name of a parameter
    public record Field(Place kind, String place, String detail) {

        public static Field inBody(String pointer, String detail) {
            return new Field(Place.POINTER, pointer, detail);
        }

        public static Field parameter(String name, String detail) {
            return new Field(Place.PARAMETER, name, detail);
        }
    }

    /// Where a wrong part is.
    public enum Place {
        /// In the body.
        POINTER,
        /// In the path, the query or a header.
        PARAMETER
    }

    public Problem {
        fields = List.copyOf(fields);
        more = Map.copyOf(more);
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    /// Adds a member to the body: a text, or a list of texts.
    public Problem with(String name, Object value) {
        Map<String, Object> all = new TreeMap<>(more);
        all.put(name, value);
        return new Problem(status, code, detail, fields, all);
    }

    /// The code as people read it: `agent_unknown` is `Agent unknown`.
    public String title() {
        String words = code.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /// The body of the answer.
    public ObjectNode toJson(String requestId) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", "urn:berth:problem:" + code);
        node.put("title", title());
        node.put("status", status);
        node.put("detail", detail);
        node.put("code", code);
        if (!fields.isEmpty()) {
            ArrayNode errors = node.putArray("errors");
            fields.forEach(each -> errors.addObject()
                    .put(each.kind() == Place.POINTER ? "pointer" : "parameter", each.place())
                    .put("detail", each.detail()));
        }
        more.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> node.putPOJO(each.getKey(), each.getValue()));
        node.put("request_id", requestId);
        return node;
    }
}
