package dev.berth.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.Containers.Removal;
import dev.berth.engine.ImageImport;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.TestImages.TarFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;

/// A registry that offers one small image: a container on the network of the engine's host, because an
/// engine trusts registries on its own loopback without TLS. It serves files and knows no more of the
/// registry protocol than a pull by tag needs: a manifest is the index page of a folder, because that is how
/// its server tells the type of something without an ending.
final class TestRegistry implements AutoCloseable {

    private static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String TAG = "1";

    private final EngineFixture on;
    private final int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    private final List<String> images = new ArrayList<>();
    private final List<ContainerId> servers = new ArrayList<>();

    TestRegistry(EngineFixture on) {
        this.on = on;
    }

    /// @param content a label of the image
    /// @return the reference to pull; the same each time
    String offer(String content) {
        return offer(content, "");
    }

    /// Offers it to those who log in.
    String offerToMembersOnly(String content) {
        return offer(content, "/:member:secret\n");
    }

    private String offer(String content, String access) {
        stop();
        String image = "berth-test/registry:" + on.name();
        byte[] root = TestImages.root(files(content, access));
        on.engine().images().importTar(new ImageImport(image, List.of()), new ByteArrayInputStream(root));
        images.add(image);
        ContainerSpec.Builder spec = ContainerSpec.builder(on.name(), image)
                .labels(on.labels())
                .network(new NetworkAttachment.Host())
                .command(
                        "sh",
                        "-c",
                        "echo serving; exec httpd -f -p 127.0.0.1:" + port + " -h /srv -c /etc/httpd.conf -r berth");
        ContainerId server = on.started(spec);
        servers.add(server);
        on.awaitLine(server, "serving");
        awaitPort();
        return "localhost:" + port + "/offered:" + TAG;
    }

    private void awaitPort() {
        Eventually.holds("the registry serves", () -> {
            ContainerId client = on.ended(on.act()
                    .command("nc", "-w", "1", "127.0.0.1", Integer.toString(port), "-e", "true")
                    .network(new NetworkAttachment.Host()));
            boolean served = on.awaitEnd(client).exitCode() == 0;
            on.engine().containers().remove(client, Removal.FORCED);
            return served;
        });
    }

    private static List<TarFile> files(String content, String access) {
        byte[] layer = layer(content);
        byte[] packed = packed(layer);
        byte[] config = """
                {"architecture":"%s","os":"linux","config":{"Cmd":["x"],"Labels":{"content":"%s"}},
                 "rootfs":{"type":"layers","diff_ids":["%s"]}}
                """.formatted(architecture(), content, digest(layer)).getBytes(UTF_8);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%d,"digest":"%s"},
                 "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%d,"digest":"%s"}]}
                """.formatted(MANIFEST_TYPE, config.length, digest(config), packed.length, digest(packed));
        return List.of(
                TarFile.of("etc/httpd.conf", ".html:" + MANIFEST_TYPE + "\n" + access),
                TarFile.of("srv/v2/index.html", "{}"),
                TarFile.of("srv/v2/offered/manifests/" + TAG + "/index.html", manifest),
                TarFile.of("srv/v2/offered/manifests/" + digest(manifest.getBytes(UTF_8)) + "/index.html", manifest),
                new TarFile("srv/v2/offered/blobs/" + digest(config), config),
                new TarFile("srv/v2/offered/blobs/" + digest(packed), packed));
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static byte[] layer(String content) {
        return TestImages.tar(List.of(TarFile.of("content", content)));
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private void stop() {
        servers.forEach(server -> on.engine().containers().remove(server, Removal.FORCED));
        servers.clear();
    }

    @Override
    public void close() {
        stop();
        on.engine().images().remove("localhost:" + port + "/offered:" + TAG);
        images.forEach(image -> on.engine().images().remove(image));
    }
}
