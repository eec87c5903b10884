package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.docs.Page.Section;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Engine;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/updates.md`: each of its sections begins with an agent `hello` that runs, and an image `hello:2` beside it.
@TestInstance(Lifecycle.PER_CLASS)
class UpdatesPageIT {

    private static final String NEXT_IMAGE = "hello:2";

    @TempDir
    static Path folder;

    private Readers readers;

    @BeforeAll
    void open() {
        readers = new Readers("docs/updates.md", folder);
        Engine.must("tag", Agents.IMAGE, NEXT_IMAGE);
    }

    @BeforeEach
    void deploy() {
        readers.running("hello");
    }

    @AfterEach
    void removeAgents() {
        readers.removeAgents();
    }

    @AfterAll
    void close() {
        readers.close();
        Engine.run("rmi", NEXT_IMAGE);
    }

    Stream<Section> sections() {
        return readers.sections().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sections")
    void saysWhatThePageSays(Section section) {
        readers.follow(section);
    }

    @Test
    void showsBothWaysToEndAnAgentOnPurpose() {
        assertThat(readers.sections().stream().map(Section::heading)).contains("Stopping", "Updating");
    }
}
