package dev.berth.gateway.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where callbacks may go, by what the operator lists.
class AllowedDestinationsTest {

    private static AllowedDestinations allowed(String list) {
        return AllowedDestinations.of(List.of(list.split(",")));
    }

    /// Both looks: at what was written, and at the address that is connected to.
    private static boolean passes(String list, String url, String address) throws Exception {
        CallbackUrl destination = CallbackUrl.parse(url);
        return allowed(list).objection(destination).isEmpty()
                && allowed(list)
                        .objection(destination, InetAddress.getByName(address))
                        .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public                  | https://example.org/      | 93.184.216.34 | true",
                "public                  | https://example.org/      | 127.0.0.1     | false",
                "public                  | https://example.org/      | 10.0.0.5      | false",
                "public                  | https://example.org/      | ::1           | false",
                "public                  | https://example.org/      | ::ffff:127.0.0.1 | false",
                "public                  | https://example.org/      | 169.254.169.254  | false",
                "public                  | http://example.org/       | 93.184.216.34 | false",
                "public                  | https://127.0.0.1/        | 127.0.0.1     | false",
                "public                  | https://[::1]/            | ::1           | false",
                "public                  | https://localhost/        | 127.0.0.1     | false",
                "public,10.0.0.0/8       | https://example.org/      | 10.0.0.5      | true",
                "public,10.0.0.0/8       | http://example.org/       | 10.0.0.5      | true",
                "public,10.0.0.0/8       | http://example.org/       | 93.184.216.34 | false",
                "public,10.0.0.0/8       | https://example.org/      | 192.168.0.5   | false",
                "public,hooks.internal   | http://hooks.internal/    | 192.168.0.5   | true",
                "public,hooks.internal   | https://HOOKS.internal./  | 192.168.0.5   | true",
                "public,hooks.internal   | https://x.hooks.internal/ | 192.168.0.5   | false",
                "public,*.internal       | https://x.internal/       | 192.168.0.5   | true",
                "public,*.internal       | https://internal/         | 192.168.0.5   | false",
                "public,*.internal       | https://evil-internal/    | 192.168.0.5   | false",
                "10.0.0.0/8              | https://example.org/      | 93.184.216.34 | false",
                "hooks.example.org       | https://hooks.example.org/ | 93.184.216.34 | true",
                "hooks.example.org       | https://other.example.org/ | 93.184.216.34 | false",
                "127.0.0.1               | http://127.0.0.1:8080/    | 127.0.0.1     | true",
                "127.0.0.1               | http://127.0.0.2:8080/    | 127.0.0.2     | false",
                "none                    | https://example.org/      | 93.184.216.34 | false"
            })
    void judgesWhatIsWrittenAndWhatIsConnectedTo(String list, String url, String address, boolean passes)
            throws Exception {
        assertThat(passes(list, url, address)).isEqualTo(passes);
    }

    @Test
    void refusesAnAddressBeforeAnythingIsLookedUp() {
        assertThat(AllowedDestinations.PUBLIC.objection(CallbackUrl.parse("https://10.0.0.1/")))
                .hasValueSatisfying(why -> assertThat(why).contains("10.0.0.1"));
        assertThat(AllowedDestinations.PUBLIC.objection(CallbackUrl.parse("http://example.org/")))
                .hasValueSatisfying(why -> assertThat(why).contains("Plain http"));
        assertThat(AllowedDestinations.PUBLIC.objection(CallbackUrl.parse("https://db.LOCALHOST./")))
                .hasValueSatisfying(why -> assertThat(why).contains("this machine"));
        assertThat(allowed("127.0.0.0/8").objection(CallbackUrl.parse("http://localhost:8080/")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "300.1.1.1/8", "ex ample", "https://example.org", "*", "none,public", "a:80"})
    void refusesAListThatMeansNothing(String list) {
        assertThatThrownBy(() -> allowed(list)).isInstanceOf(IllegalArgumentException.class);
    }
}
