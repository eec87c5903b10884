package dev.berth.hostd.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Mount;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.hostd.samples.Orders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedFoldersTest {

    @TempDir
    private Path temporary;

    private Path folder = Path.of("/");

    @BeforeEach
    void withoutLinks() throws IOException {
        folder = temporary.toRealPath();
    }

    private static Optional<NotStarted> moved(Path source) {
        Orders agent = Orders.of("hello").mounts(new Mount.Folder(source.toString(), "/data", true));
        return MountedFolders.moved(agent.run(1));
    }

    @Test
    void acceptsAFolderThatIsStillOne() throws IOException {
        assertThat(moved(Files.createDirectories(folder.resolve("data")))).isEmpty();
    }

    @Test
    void leavesAFolderThatIsNotThereToTheEngine() {
        assertThat(moved(folder.resolve("none"))).isEmpty();
    }

    @Test
    void refusesALinkInTheFoldersPlaceOrAboveIt() throws IOException {
        Files.createDirectories(folder.resolve("elsewhere/data"));
        Path link = Files.createSymbolicLink(folder.resolve("data"), folder.resolve("elsewhere"));

        assertThat(moved(link).orElseThrow().detail()).contains(link + " is a link to another place now.");
        assertThat(moved(link.resolve("data"))).isPresent();
    }
}
