package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.e2e.support.Api;
import dev.berth.testkit.http.Receiver;
import dev.berth.testkit.http.Receiver.Post;
import dev.berth.testkit.http.SelfSigned;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/callbacks.md`: its commands are run in one go, and what they have posted is held to what it says is posted.
/// The page's receiver, example.org, is one on the loopback. `CallbacksIT` runs the page's Python.
class CallbacksPageIT {

    private static final Pattern BODY = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("(?m)^\\| `(Berth-[A-Za-z-]+)` \\|");

    @TempDir
    static Path folder;

    private Receiver receiver;
    private Readers readers;

    @BeforeEach
    void open() {
        SelfSigned certificate = SelfSigned.in(folder, "dns:localhost");
        receiver = Receiver.secured(certificate);
        readers = new Readers(
                "docs/callbacks.md",
                folder,
                Map.of(
                        "BERTH_CALLBACK_ALLOW",
                        "public,127.0.0.1",
                        "BERTH_CALLBACK_CA",
                        certificate.pem().toString()),
                Map.of("https://example.org", receiver.at("localhost", "")));
        readers.running("invoices");
        readers.running("other");
    }

    @AfterEach
    void close() {
        readers.close();
        receiver.close();
    }

    @Test
    void saysWhatThePageSaysAndPostsWhatItShows() {
        readers.followAll();

        Post post = receiver.posts().getFirst();
        assertThat(post.target()).isEqualTo("/read");
        assertThat(fields("", Api.read(post.body()))).isEqualTo(fields("", example()));
        assertThat(HEADER.matcher(readers.text()).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(2)
                .allSatisfy(header -> assertThat(post.headers()).containsKey(header));
    }

    private JsonNode example() {
        Matcher body = BODY.matcher(readers.text());
        assertThat(body.find()).isTrue();
        return Api.read(body.group(1));
    }

    /// Every field's path, in order.
    private static List<String> fields(String at, JsonNode node) {
        List<String> paths = new ArrayList<>();
        node.properties().forEach(field -> {
            String path = at + "/" + field.getKey();
            paths.add(path);
            paths.addAll(fields(path, field.getValue()));
        });
        return paths;
    }
}
