package dev.berth.app.server;

import dev.berth.app.config.BerthSettings;
import dev.berth.edge.EdgeLimits;
import dev.berth.edge.server.EdgeServer;
import dev.berth.gateway.Acceptance;
import dev.berth.gateway.CallLog;
import dev.berth.gateway.Gateway;
import dev.berth.gateway.GatewayLimits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Opens the doors: the API on a socket of its own, and the edge in front of it and of the agents.
final class Doors {

    private final BerthSettings settings;
    private final ControlPlane plane;
    private final Parts parts;

    Doors(BerthSettings settings, ControlPlane plane, Parts parts) {
        this.settings = settings;
        this.plane = plane;
        this.parts = parts;
    }

    /// Returns the address under which callers on this machine reach the server.
    String open(Path apiSocket) throws IOException {
        Gateway gateway = new Gateway(
                plane.core().routes(),
                new TokenCallers(plane.tokens()),
                Acceptance.UNRECORDED,
                GatewayLimits.DEFAULT,
                CallLog.NONE);
        EdgeServer edge = parts.add(new EdgeServer(
                EdgeLimits.DEFAULT,
                new FrontDoor(gateway, apiSocket),
                Runtime.getRuntime().availableProcessors()));
        BerthSettings.Listening listening = settings.listening();
        InetSocketAddress address = listen(edge, listening.port());
        if (listening.alsoPort().isPresent()) {
            listen(edge, listening.alsoPort().get());
        }
        return "http://%s:%d".formatted(host(address.getAddress()), address.getPort());
    }

    private InetSocketAddress listen(EdgeServer edge, int port) throws IOException {
        InetAddress address = InetAddress.getByName(settings.listening().address());
        try {
            return edge.listen(new InetSocketAddress(address, port));
        } catch (IOException e) {
            if (e.getCause() instanceof BindException) {
                throw new IOException(
                        "port %d of %s is taken by another program; give another one with --port"
                                .formatted(port, address.getHostAddress()),
                        e);
            }
            throw e;
        }
    }

    private static String host(InetAddress address) {
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String text = reachable.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
