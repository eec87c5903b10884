package dev.berth.hostd.samples;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/// An agent's HTTP port on loopback whose health a test decides.
public final class HealthEndpoint implements AutoCloseable {

    private final AtomicInteger status = new AtomicInteger(200);
    private final HttpServer server;

    public HealthEndpoint(String path) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, call -> {
            call.sendResponseHeaders(status.get(), -1);
            call.close();
        });
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public void answer(int code) {
        status.set(code);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
