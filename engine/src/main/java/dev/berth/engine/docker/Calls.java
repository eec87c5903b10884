package dev.berth.engine.docker;

import java.io.IOException;

/// Exchanges with the engine that are short: a request, and an answer that is read whole.
///
/// Every exchange has a connection of its own: one that was kept would break at its next use after the engine
/// restarted, and opening a unix socket costs less than a tenth of a millisecond.
interface Calls extends AutoCloseable {

    /// What to send. `body` is JSON, or empty for none.
    record Call(String method, String path, String body) {

        static Call get(String path) {
            return new Call("GET", path, "");
        }

        static Call post(String path) {
            return new Call("POST", path, "");
        }

        static Call post(String path, String body) {
            return new Call("POST", path, body);
        }

        static Call delete(String path) {
            return new Call("DELETE", path, "");
        }
    }

    record Reply(int status, String body) {}

    /// Blocks until the whole answer has come. An interrupt breaks the connection.
    Reply exchange(Call call) throws IOException, InterruptedException;

    @Override
    void close();

    /// Over a unix socket in few steps of our own; over TCP, perhaps with TLS, by the library.
    static Calls to(DockerSettings settings) {
        return settings.isLocal()
                ? new UnixCalls(settings.host().getPath(), settings.maxConnections())
                : new LibraryCalls(new DockerTransport(settings, settings.maxConnections()));
    }
}
