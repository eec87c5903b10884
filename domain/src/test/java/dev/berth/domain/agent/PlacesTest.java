package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ports and storage: what a container may be given of its host.
class PlacesTest {

    private static Mount volume(String name, String target) {
        return new Mount.Volume(name, target, false, "local", Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 127.0.0.1",
        "65535, 65535, 0.0.0.0",
        "8000, 9000, 192.168.1.10",
        "8000, 9000, 255.255.255.255",
        "22, 2222, ::1",
        "22, 2222, ::",
        "22, 2222, fe80::1:2",
        "22, 2222, 1:2:3:4:5:6:7:8",
        "22, 2222, 2001:DB8::",
        "22, 2222, ::ffff:10.0.0.1"
    })
    void takesPortsOnAnAddress(int container, int host, String listen) {
        assertThat(new PortRequest(container, host, listen).listen()).isEqualTo(listen);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void refusesAContainerPortThatCannotBe(int port) {
        assertThatThrownBy(() -> new PortRequest(port, 9000, PortRequest.LOOPBACK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("container must be a port between 1 and 65535: " + port);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesAHostPortThatCannotBe(int port) {
        assertThatThrownBy(() -> new PortRequest(8000, port, PortRequest.LOOPBACK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host must be \"auto\" or a port between 1 and 65535: " + port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "abc",
                "...",
                "1234",
                "256.0.0.1",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.4 ",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8:9",
                "12345::",
                "::g",
                "[::1]",
                "fe80::1%eth0",
                "::1.2.3"
            })
    void refusesAnythingButAnAddressToListenOn(String listen) {
        assertThatThrownBy(() -> new PortRequest(8000, 9000, listen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listen must be an IP address, such as 127.0.0.1 or ::1: " + listen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"da", "data", "data.v2_x-1", "0a", "VOLUME"})
    void takesAVolumesName(String name) {
        assertThat(volume(name, "/data").target()).isEqualTo("/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "-data", ".data", "da ta", "/data", "../x", "data:ro", "dätä"})
    void refusesWhatIsNoVolumesName(String name) {
        assertThatThrownBy(() -> volume(name, "/data"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 to 100 of letters, digits, _ . -")
                .hasMessageContaining("a folder begins with /")
                .hasMessageEndingWith(": " + name);
    }

    @Test
    void refusesAVolumesNameOfMoreThanAHundredCharacters() {
        assertThat(volume("v".repeat(100), "/data").readOnly()).isFalse();
        assertThatThrownBy(() -> volume("v".repeat(101), "/data")).hasMessageContaining("2 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data", "/data/", "/var/lib/x y", "/.hidden/..more", "/ünï"})
    void takesAPathBelowTheRootAsTarget(String target) {
        assertThat(volume("data", target).target()).isEqualTo(target);
        assertThat(new Mount.Folder("/srv", target, true).target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "data",
                "./data",
                "/.",
                "/data/..",
                "/../etc",
                "/a//b",
                "/data:ro",
                "/a\nb",
                "/a\0b"
            })
    void refusesATargetThatIsNoPlainPathBelowTheRoot(String target) {
        assertThatThrownBy(() -> volume("data", target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a target must be an absolute path below /, without . or .. or a colon")
                .hasMessageEndingWith(": " + target);
        assertThatThrownBy(() -> new Mount.Folder("/srv", target, true)).hasMessageEndingWith(": " + target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "srv", "~/x", "/srv/../etc", "/srv/./x", "/srv:x", "C:\\x", "/srv\n", "//srv"})
    void refusesAFolderThatIsNoPlainAbsolutePath(String source) {
        assertThatThrownBy(() -> new Mount.Folder(source, "/x", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a folder's path must be absolute, without . or .. or a colon")
                .hasMessageEndingWith(": " + source);
    }

    @Test
    void refusesWhatIsTooLongToBeAPathOrAnAddress() {
        assertThatThrownBy(() -> volume("data", "/a".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PortRequest(8000, 9000, "1:".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheWholeFileSystemAsAFolderBecauseTheOperatorDecidesThat() {
        assertThat(new Mount.Folder("/", "/host", true).source()).isEqualTo("/");
    }
}
