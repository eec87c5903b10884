package dev.berth.controlplane.api;

/// One operation of the contract and what carries it out.
///
/// @param operation its `operationId`
/// @param path with its variable parts in braces
record Route(String operation, String method, String path, Access access, Handler handler) {

    /// Decodes a call, carries it out and encodes what came of it. May block.
    @FunctionalInterface
    interface Handler {
        Answer handle(ApiCall call) throws InterruptedException;
    }

    static Route get(String operation, String path, Access access, Handler handler) {
        return new Route(operation, "GET", path, access, handler);
    }

    static Route post(String operation, String path, Access access, Handler handler) {
        return new Route(operation, "POST", path, access, handler);
    }

    static Route put(String operation, String path, Access access, Handler handler) {
        return new Route(operation, "PUT", path, access, handler);
    }

    static Route delete(String operation, String path, Access access, Handler handler) {
        return new Route(operation, "DELETE", path, access, handler);
    }

    static Route patch(String operation, String path, Access access, Handler handler) {
        return new Route(operation, "PATCH", path, access, handler);
    }

    /// Whether it changes something, so that it is audited.
    boolean changes() {
        return !method.equals("GET");
    }
}
