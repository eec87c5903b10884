package dev.berth.protocol.api;

import dev.berth.kit.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A request that cannot be understood or names what cannot be; nothing was done. Holds every fault, not only the
/// first.
public final class InvalidBody extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public InvalidBody(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /// What is wrong, as the API answers it.
    public Problem problem() {
        return problem;
    }

    static InvalidBody malformed(String detail) {
        return new InvalidBody(Problem.of(400, "malformed_json", detail));
    }

    public static InvalidBody invalid(List<Problem.Field> fields) {
        String detail = fields.stream()
                .map(each -> (each.place().isEmpty() ? "The body" : each.place()) + ": " + each.detail())
                .collect(Collectors.joining(" "));
        return new InvalidBody(new Problem(422, "invalid", detail, fields, Map.of()));
    }
}
