package dev.berth.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void tellsProgramsTheCodeAndPeopleTheDetail() {
        Problem problem = Problem.of(404, "agent_unknown", "No agent is named x.");

        assertThat(problem.toJson("r1"))
                .hasToString("{\"type\":\"urn:berth:problem:agent_unknown\",\"title\":\"Agent unknown\","
                        + "\"status\":404,\"detail\":\"No agent is named x.\",\"code\":\"agent_unknown\","
                        + "\"request_id\":\"r1\"}");
    }

    @Test
    void pointsAtTheWrongPartsOfARequest() {
        Problem problem = new Problem(
                422,
                "invalid",
                "Two parts are wrong.",
                List.of(Problem.Field.inBody("/a/b", "must be a text"), Problem.Field.parameter("lines", "too many")),
                Map.of());

        assertThat(problem.toJson("r1").get("errors"))
                .hasToString("[{\"pointer\":\"/a/b\",\"detail\":\"must be a text\"},"
                        + "{\"parameter\":\"lines\",\"detail\":\"too many\"}]");
    }

    @Test
    void carriesFurtherMembers() {
        Problem problem = Problem.of(409, "agent_failed", "It ended.").with("last_log_lines", List.of("a", "b"));

        assertThat(problem.toJson("r1").get("last_log_lines")).hasToString("[\"a\",\"b\"]");
    }
}
