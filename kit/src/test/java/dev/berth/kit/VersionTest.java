package dev.berth.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VersionTest {

    @Test
    void isFilledInByTheBuild() {
        Version version = Version.current();

        assertThat(version.number()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(version.commit()).isNotEmpty().doesNotContain("${");
    }

    @Test
    void tellsItsCommit() {
        assertThat(new Version("1.2.3", "1a2b3c4")).hasToString("1.2.3 (commit 1a2b3c4)");
    }
}
