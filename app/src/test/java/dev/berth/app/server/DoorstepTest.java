package dev.berth.app.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.app.config.BerthSettings.Listening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoorstepTest {

    private static Listening on(int port, Optional<Integer> second) {
        return new Listening("127.0.0.1", port, second, Optional.empty());
    }

    private static ServerSocket program() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void refusesAPortThatAProgramListensOn() throws IOException {
        try (ServerSocket other = program()) {
            assertThatThrownBy(() -> Doorstep.look(on(other.getLocalPort(), Optional.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on /127.0.0.1:" + other.getLocalPort());
        }
    }

    @Test
    void refusesASecondPortThatAProgramListensOn() throws IOException {
        try (ServerSocket other = program()) {
            assertThatThrownBy(() -> Doorstep.look(on(0, Optional.of(other.getLocalPort()))))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void leavesPortsFreeThatAreFree() throws IOException {
        int port;
        try (ServerSocket former = program()) {
            port = former.getLocalPort();
        }

        Doorstep.look(on(port, Optional.empty()));

        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
}
