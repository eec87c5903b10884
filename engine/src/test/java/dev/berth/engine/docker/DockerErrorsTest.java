package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.AddressesUsedUp;
import dev.berth.engine.EngineFailure.CommandNotFound;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.ImageUnavailable.Reason;
import dev.berth.engine.EngineFailure.InvalidSpec;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.EngineFailure.NameTaken;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.PortTaken;
import dev.berth.engine.EngineFailure.Refused;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.docker.Answer.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The texts are those of Docker 20.10 and 26.1, and a few that newer ones are known to use.
final class DockerErrorsTest {

    private static final ContainerId CONTAINER = new ContainerId("ab".repeat(32));
    private static final ContainerSpec SPEC =
            ContainerSpec.builder("some-name", "some/image:1").build();

    @Test
    void tellsWhoHasAName() {
        Refusal refusal = new Refusal(
                409,
                "Conflict. The container name \"/some-name\" is already in use by container \"" + CONTAINER.value()
                        + "\". You have to remove (or rename) that container to be able to reuse that name.");

        assertThat(DockerErrors.ofCreate(SPEC, refusal)).isInstanceOfSatisfying(NameTaken.class, taken -> {
            assertThat(taken.name()).isEqualTo("some-name");
            assertThat(taken.holder()).isEqualTo(CONTAINER);
        });
    }

    @Test
    void tellsThatAnImageIsNotThere() {
        assertThat(DockerErrors.ofCreate(SPEC, new Refusal(404, "No such image: some/image:1")))
                .isInstanceOfSatisfying(
                        ImageUnavailable.class,
                        image -> assertThat(image.reason()).isEqualTo(Reason.NOT_PRESENT));
    }

    @Test
    void tellsWhichFolderIsMissing() {
        Refusal refusal = new Refusal(
                400, "invalid mount config for type \"bind\": bind source path does not exist: /data/my agent");

        assertThat(List.of(DockerErrors.ofCreate(SPEC, refusal), DockerErrors.ofStart(CONTAINER, List.of(), refusal)))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                MountMissing.class,
                                missing -> assertThat(missing.source()).isEqualTo("/data/my agent")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "driver failed programming external connectivity on endpoint x (6f): Bind for 127.0.0.1:9000 failed:"
                        + " port is already allocated",
                "driver failed programming external connectivity on endpoint x (ac): Error starting userland proxy:"
                        + " listen tcp4 127.0.0.1:9000: bind: address already in use",
                "driver failed programming external connectivity on endpoint x (ac): failed to bind port"
                        + " 127.0.0.1:9000/tcp: Error starting userland proxy: listen tcp4 127.0.0.1:9000: bind:"
                        + " address already in use",
                "failed to set up container networking: driver failed programming external connectivity on endpoint x"
                        + " (07): failed to bind host port for 172.17.0.2:8000:127.0.0.1:9000/tcp: address already in use",
                "listen tcp6 [::1]:9000: bind: address already in use"
            })
    void tellsWhichPortIsTaken(String message) {
        EngineFailure failure = DockerErrors.ofStart(CONTAINER, List.of(9_000), new Refusal(500, message));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        PortTaken.class, taken -> assertThat(taken.port()).isEqualTo(9_000));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
                    nosuchcmd, 'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuchcmd": executable file not found in $PATH: unknown'
                    /no/such, 'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such": stat /no/such: no such file or directory: unknown'
                    /bin, 'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin": permission denied: unknown'
                    """)
    void tellsWhichCommandCannotBeRun(String command, String message) {
        assertThat(DockerErrors.ofStart(CONTAINER, List.of(), new Refusal(400, message)))
                .isInstanceOfSatisfying(
                        CommandNotFound.class,
                        missing -> assertThat(missing.command()).isEqualTo(command));
    }

    @Test
    void tellsThatANetworkHasGone() {
        assertThat(DockerErrors.ofStart(CONTAINER, List.of(), new Refusal(404, "network berth not found")))
                .isInstanceOfSatisfying(
                        NetworkMissing.class,
                        missing -> assertThat(missing.network()).isEqualTo("berth"));
    }

    @Test
    void tellsThatAContainerHasGone() {
        Refusal refusal = new Refusal(404, "No such container: " + CONTAINER.value());

        assertThat(List.of(
                        DockerErrors.ofStart(CONTAINER, List.of(), refusal),
                        DockerErrors.ofContainer(CONTAINER, refusal)))
                .hasOnlyElementsOfType(NoSuchContainer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to find user nobody: no matching entries in passwd file",
                "Error starting userland proxy: listen tcp4 10.9.9.9:9000: bind: cannot assign requested address"
            })
    void tellsThatAStartWillAlwaysFail(String message) {
        assertThat(DockerErrors.ofStart(CONTAINER, List.of(9_000), new Refusal(500, message)))
                .isInstanceOf(InvalidSpec.class);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
                    500, REGISTRY_UNREACHABLE, 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host'
                    500, REGISTRY_UNREACHABLE, 'Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused'
                    500, REGISTRY_UNREACHABLE, 'Get "https://r.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)'
                    500, REGISTRY_UNREACHABLE, 'Get "https://r.example/v2/": context deadline exceeded'
                    500, REGISTRY_UNTRUSTED, 'Get "https://10.1.1.1:5000/v2/": x509: certificate signed by unknown authority'
                    500, REGISTRY_UNTRUSTED, 'Get "https://10.1.1.1:5000/v2/": tls: failed to verify certificate: x509: cannot validate certificate for 10.1.1.1'
                    404, DENIED, 'pull access denied for nope/x, repository does not exist or may require ''docker login'': denied: requested access to the resource is denied'
                    500, DENIED, 'Head "http://localhost:5000/v2/x/manifests/1": no basic auth credentials'
                    500, DENIED, 'Get "https://r.example/v2/x/manifests/1": unauthorized: authentication required'
                    404, NOT_FOUND, 'manifest for localhost:5000/x:2 not found: manifest unknown: manifest unknown'
                    400, MALFORMED, 'invalid reference format: repository name must be lowercase'
                    0, OTHER, 'failed to register layer: write /bin/busybox: no space left on device'
                    500, OTHER, 'toomanyrequests: You have reached your pull rate limit.'
                    """)
    void tellsWhyAnImageCannotBeHad(int status, Reason reason, String message) {
        assertThat(DockerErrors.ofPull("x:1", new Refusal(status, message)).reason())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the"
                        + " network",
                "all predefined address pools have been fully subnetted"
            })
    void tellsThatNoAddressesAreLeft(String message) {
        assertThat(DockerErrors.ofNetworkCreate(new Refusal(500, message))).isInstanceOf(AddressesUsedUp.class);
    }

    @Test
    void tellsThatAVolumeDriverIsUnknown() {
        Refusal refusal =
                new Refusal(404, "create v: error looking up volume plugin nodriver: plugin \"nodriver\" not found");

        assertThat(DockerErrors.ofSpec(refusal)).isInstanceOf(InvalidSpec.class);
    }

    @Test
    void passesOnWhatItDoesNotUnderstand() {
        assertThat(DockerErrors.ofStart(CONTAINER, List.of(), new Refusal(500, "the daemon has hiccups")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(500))
                .hasMessageContaining("the daemon has hiccups");
    }
}
