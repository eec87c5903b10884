package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.protocol.api.AgentBodyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Holds what is served and what the contract says together.
class ContractTest {

    private final Contract contract = Contract.load();
    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void servesEveryOperationOfTheContractAndNoOther() {
        Set<String> documented = contract.operations().values().stream()
                .map(each -> each.name() + " " + each.method() + " " + each.path())
                .collect(Collectors.toSet());
        Set<String> served = world.server.routes().stream()
                .map(each -> each.operation() + " " + each.method() + " " + each.path())
                .collect(Collectors.toSet());

        assertThat(served).isEqualTo(documented);
    }

    @Test
    void asksForTheScopesThatTheContractSays() {
        for (Route route : world.server.routes()) {
            JsonNode operation = contract.operation(route.operation()).node();
            String documented = operation.path("x-berth-scope").asText("");
            switch (route.access()) {
                case Access.Open _ -> {
                    assertThat(documented).as(route.operation()).isEmpty();
                    assertThat(operation.get("security")).as(route.operation()).isEmpty();
                }
                case Access.Scoped(var scope) -> assertThat(documented).isEqualTo(word(scope));
                case Access.SelfOr(var scope) -> assertThat(documented).isEqualTo(word(scope));
                case Access.LocalOr(var scope) -> {
                    assertThat(documented).isEqualTo(word(scope));
                    assertThat(operation.get("security")).hasSize(2);
                }
            }
        }
    }

    private static String word(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void givesExamplesThatItAccepts() {
        AgentBodyReader reader = new AgentBodyReader("berth/agent:latest");
        List<String> seen = new ArrayList<>();
        contract.operations()
                .values()
                .forEach(operation -> operation
                        .bodies()
                        .forEach((type, schema) -> operation
                                .node()
                                .at("/requestBody/content/" + type.replace("/", "~1") + "/examples")
                                .properties()
                                .forEach(example -> {
                                    JsonNode value = example.getValue().get("value");
                                    seen.add(example.getKey());
                                    assertThat(schema.validate(value))
                                            .as(example.getKey())
                                            .isEmpty();
                                    if (operation.name().equals("createAgent")) {
                                        assertThatCode(() -> reader.read(value))
                                                .as(example.getKey())
                                                .doesNotThrowAnyException();
                                    }
                                })));

        assertThat(seen).contains("least", "everything", "more memory", "operator");
    }

    @Test
    void saysWhatEveryOperationIsForAndWhatItAnswers() {
        contract.operations().values().forEach(operation -> {
            assertThat(operation.node().path("summary").asText())
                    .as(operation.name())
                    .endsWith(".");
            assertThat(operation.node().path("responses").has("default"))
                    .as(operation.name())
                    .isTrue();
        });
    }

    @Test
    void refusesUnknownFieldsInEveryBody() throws com.fasterxml.jackson.core.JsonProcessingException {
        JsonNode stranger = new com.fasterxml.jackson.databind.ObjectMapper().readTree("{\"stranger\": 1}");
        for (Contract.Operation operation : contract.operations().values()) {
            for (Schema schema : operation.bodies().values()) {
                assertThat(Contract.text(schema.validate(stranger)))
                        .as(operation.name())
                        .contains("stranger");
            }
        }
    }
}
