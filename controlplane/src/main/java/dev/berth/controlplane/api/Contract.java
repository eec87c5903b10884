package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.ApiJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The API's contract, `openapi.yaml`: what is served at `/openapi.json` and what requests are held against.
final class Contract {

    private static final String FILE = "openapi.yaml";
    private static final String ADDRESS = "https://berth.dev/openapi.json";

    /// OpenAPI 3.1, with the fields of a whole document, which the validator would else warn of.
    private static final Dialect DIALECT = Dialect.builder(Dialects.getOpenApi31())
            .keywords(Stream.of("openapi", "info", "servers", "security", "tags", "paths", "components")
                    .map(NonValidationKeyword::new)
                    .toList())
            .build();

    private final JsonNode document;
    private final SchemaRegistry schemas;
    private final Map<String, Operation> operations = new HashMap<>();

    private Contract(JsonNode document) {
        this.document = document;
        String text = document.toString();
        this.schemas = SchemaRegistry.withDefaultDialect(DIALECT, builder -> builder.schemas(Map.of(ADDRESS, text)));
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(each -> {
                    if (each.getValue().has("operationId")) {
                        Operation operation = operation(path.getKey(), path.getValue(), each.getKey(), each.getValue());
                        operations.put(operation.name(), operation);
                    }
                }));
    }

    static Contract load() {
        try (InputStream file = ApiJson.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing from this build");
            }
            return new Contract(new ObjectMapper(new YAMLFactory()).readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    JsonNode document() {
        return document;
    }

    /// Every operation, by its name.
    Map<String, Operation> operations() {
        return Map.copyOf(operations);
    }

    Operation operation(String name) {
        Operation found = operations.get(name);
        if (found == null) {
            throw new IllegalStateException("the contract does not have the operation " + name);
        }
        return found;
    }

    /// One operation as the contract has it.
    ///
    /// @param bodies the schemas of the bodies that it takes, by media type
    /// @param query the names of its query parameters
    record Operation(
            String name, String method, String path, Set<String> query, Map<String, Schema> bodies, JsonNode node) {

        boolean takesBody() {
            return !bodies.isEmpty();
        }

        boolean needsBody() {
            return node.path("requestBody").path("required").asBoolean();
        }

        /// What is wrong with a body.
        List<Problem.Field> faults(String mediaType, JsonNode body) {
            Schema schema = bodies.get(mediaType);
            return schema == null
                    ? List.of()
                    : schema.validate(body).stream()
                            .map(Contract::fault)
                            .distinct()
                            .toList();
        }
    }

    private Operation operation(String path, JsonNode item, String method, JsonNode node) {
        Map<String, Schema> bodies = new HashMap<>();
        String pointer =
                "#/paths/" + path.replace("~", "~0").replace("/", "~1") + "/" + method + "/requestBody/content/";
        node.path("requestBody")
                .path("content")
                .fieldNames()
                .forEachRemaining(type -> bodies.put(
                        type,
                        schemas.getSchema(SchemaLocation.of(ADDRESS + pointer + type.replace("/", "~1") + "/schema"))));
        Set<String> query = new HashSet<>();
        Stream.concat(
                        item.path("parameters").valueStream(),
                        node.path("parameters").valueStream())
                .map(this::resolved)
                .filter(each -> each.path("in").asText().equals("query"))
                .forEach(each -> query.add(each.get("name").asText()));
        return new Operation(
                node.get("operationId").asText(),
                method.toUpperCase(java.util.Locale.ROOT),
                path,
                Set.copyOf(query),
                Map.copyOf(bodies),
                node);
    }

    /// A part of the document, or what it refers to.
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /// A schema of the document, by its pointer.
    Schema schema(String pointer) {
        return schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + pointer));
    }

    private static Problem.Field fault(Error error) {
        String pointer = error.getInstanceLocation().toString();
        String place = error.getProperty() == null ? pointer : pointer + "/" + error.getProperty();
        return Problem.Field.inBody(place, error.getMessage() + ".");
    }

    /// Faults as one text, for tests and logs.
    static String text(List<Error> errors) {
        return errors.stream().map(Error::toString).collect(Collectors.joining("; "));
    }
}
