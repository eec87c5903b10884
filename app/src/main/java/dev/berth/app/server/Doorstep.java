package dev.berth.app.server;

import dev.berth.app.config.BerthSettings.Listening;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/// Looks at the ports that the server is to listen on before anything is begun that could not be taken back: a start
/// that finds them in use ends before it has touched the calls of whoever uses them.
final class Doorstep {

    private Doorstep() {}

    /// @throws IOException when somebody listens on a port, or it cannot be used
    static void look(Listening listening) throws IOException {
        InetAddress address = InetAddress.getByName(listening.address());
        look(new InetSocketAddress(address, listening.port()));
        if (listening.alsoPort().isPresent()) {
            look(new InetSocketAddress(address, listening.alsoPort().get()));
        }
    }

    /// Port 0 is whichever is free later.
    private static void look(InetSocketAddress address) throws IOException {
        if (address.getPort() == 0) {
            return;
        }
        try (SocketChannel socket = SocketChannel.open(
                address.getAddress() instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6)) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true); // connections of a former run may be ending
            socket.bind(address);
        } catch (SocketException e) {
            throw new IOException("cannot listen on " + address, e);
        } catch (UnsupportedOperationException _) {
            return; // a machine without IPv6, which whoever listens tells
        }
    }
}
