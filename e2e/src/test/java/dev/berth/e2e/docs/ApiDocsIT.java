package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Berth;
import dev.berth.e2e.support.Browser;
import dev.berth.e2e.support.Browser.Visit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/api-docs` in a real browser.
class ApiDocsIT {

    @TempDir
    static Path folder;

    @Test
    void showsEveryOperationOfTheContractAndNeedsNoOtherHost() {
        try (Berth berth = Berth.in(folder.resolve("home")).start()) {
            JsonNode contract = berth.api().get("/openapi.json").expect(200).json();

            Visit visit = new Browser(folder).visit(berth.url() + "/api-docs");

            assertThat(visit.console()).isEmpty();
            assertThat(visit.requests()).containsExactly(berth.url() + "/openapi.json");
            List<String> operations = operations(contract);
            assertThat(operations).hasSizeGreaterThan(15);
            assertThat(operations)
                    .allSatisfy(each -> assertThat(visit.document()).contains("<details id=\"" + each + "\">"));
        }
    }

    private static List<String> operations(JsonNode contract) {
        return contract.path("paths")
                .valueStream()
                .flatMap(path -> path.properties().stream())
                .map(Map.Entry::getValue)
                .filter(operation -> operation.has("operationId"))
                .map(operation -> operation.path("operationId").asText())
                .toList();
    }
}
