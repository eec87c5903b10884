package dev.berth.controlplane.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import java.util.List;
import java.util.Optional;

/// Holds answers against the contract: the status is one that it names, the body has the shape that it gives.
final class AnswerCheck {

    private static final Contract CONTRACT = Contract.load();

    void hold(String method, String target, ApiWorld.Reply reply) {
        String path = target.replaceAll("[?].*", "").replaceAll("(?<=.)/+$", "");
        Optional<Contract.Operation> operation = CONTRACT.operations().values().stream()
                .filter(each -> each.method().equals(method.equals("HEAD") ? "GET" : method))
                .filter(each -> path.matches(each.path().replaceAll("\\{[^}]+}", "[^/]+")))
                .findFirst();
        if (reply.header("x-berth-request-id").isEmpty()) {
            throw new AssertionError("an answer without a request id: " + method + " " + target);
        }
        if (!reply.header("berth-stored-answer").isEmpty()) {
            return; // It is the agent's own, whatever it is.
        }
        operation.ifPresent(each -> hold(each, reply, path));
        if (operation.isEmpty() && reply.status() >= 400) {
            validate("/components/schemas/Problem", reply);
        }
    }

    private static void hold(Contract.Operation operation, ApiWorld.Reply reply, String path) {
        String pointer = "/paths/" + operation.path().replace("/", "~1") + "/"
                + operation.method().toLowerCase(java.util.Locale.ROOT) + "/responses/";
        JsonNode responses = operation.node().get("responses");
        String status = responses.has(Integer.toString(reply.status())) ? Integer.toString(reply.status()) : "default";
        if (status.equals("default") && reply.status() < 400) {
            throw new AssertionError("the contract does not name %d for %s".formatted(reply.status(), path));
        }
        String at = pointer + status;
        JsonNode response = responses.get(status);
        if (response.has("$ref")) {
            at = response.get("$ref").asText().substring(1);
            response = CONTRACT.resolved(response);
        }
        String type = reply.header("content-type").replaceAll(";.*", "");
        if (reply.text().isEmpty()) {
            return;
        }
        if (!response.path("content").has(type)) {
            throw new AssertionError("the contract does not name the type %s for %s".formatted(type, path));
        }
        if (type.endsWith("json")) {
            validate(at + "/content/" + type.replace("/", "~1") + "/schema", reply);
        }
    }

    private static void validate(String pointer, ApiWorld.Reply reply) {
        try {
            List<Error> errors = CONTRACT.schema(pointer).validate(new ObjectMapper().readTree(reply.text()));
            if (!errors.isEmpty()) {
                throw new AssertionError(
                        "the answer breaks the contract: " + Contract.text(errors) + "\n" + reply.text());
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + reply.text(), e);
        }
    }
}
