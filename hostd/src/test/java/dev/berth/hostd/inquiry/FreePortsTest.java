package dev.berth.hostd.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreePortsTest {

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.1", "127.0.0.1,0.0.0.0", "0.0.0.0,127.0.0.1", "0.0.0.0,0.0.0.0"})
    void aPortOnWhichSomebodyListensIsNotFree(String held, String wanted) throws IOException {
        int free = freePort();
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.ofLiteral(held))) {
            assertThat(FreePorts.of(wanted, List.of(holder.getLocalPort(), free)))
                    .containsExactly(free);
        }
    }

    @Test
    void keepsTheOrderInWhichPortsWereWanted() throws IOException {
        int first = freePort();
        int second = freePort();

        assertThat(FreePorts.of("127.0.0.1", List.of(second, first))).containsExactly(second, first);
    }

    @Test
    void anAddressThatThisMachineLacksHasNoFreePorts() throws IOException {
        assertThat(FreePorts.of("192.0.2.1", List.of(freePort()))).isEmpty();
    }
}
