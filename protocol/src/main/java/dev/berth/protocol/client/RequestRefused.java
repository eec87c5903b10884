package dev.berth.protocol.client;

import dev.berth.kit.Problem;

/// The server answered with a problem instead of doing what was asked.
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final String requestId;

    RequestRefused(Problem problem, String requestId) {
        super(problem.detail());
        this.problem = problem;
        this.requestId = requestId;
    }

    public Problem problem() {
        return problem;
    }

    /// Finds the request in the server's log; empty when the server gave none.
    public String requestId() {
        return requestId;
    }
}
