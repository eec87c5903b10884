package dev.berth.hostd.inquiry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;

/// Finds out which ports of this machine can be listened on, by trying.
///
/// The kernel gives no port on all addresses that somebody has on one, nor the other way round, so one try tells.
public final class FreePorts {

    private FreePorts() {}

    /// Those of the wanted ports that are free on an address, in the order given. None when the machine has no
    /// such address.
    public static List<Integer> of(String listen, List<Integer> wanted) {
        return wanted.stream().filter(port -> isFree(listen, port)).toList();
    }

    private static boolean isFree(String listen, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address(listen), port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static InetAddress address(String listen) throws UnknownHostException {
        return InetAddress.getByName(listen);
    }
}
