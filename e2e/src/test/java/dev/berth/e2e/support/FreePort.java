package dev.berth.e2e.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// Ports of this machine on which nothing listens now, outside of the range from which the system gives some away.
public final class FreePort {

    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 19_000;

    private FreePort() {}

    /// The first of so many that follow each other.
    public static int row(int length) {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST))
                .filter(first -> IntStream.range(first, first + length).allMatch(FreePort::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
