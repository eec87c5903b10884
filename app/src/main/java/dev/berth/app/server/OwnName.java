package dev.berth.app.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What this process is called where others see it.
final class OwnName {

    private OwnName() {}

    /// Machine and process, such as `node1, process 4711`.
    static String text() {
        return machine() + ", process " + ProcessHandle.current().pid();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "a machine without a name";
        }
    }
}
