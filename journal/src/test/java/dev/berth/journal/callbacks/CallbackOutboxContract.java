package dev.berth.journal.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.EntryId;
import dev.berth.journal.callbacks.CallbackState.Delivered;
import dev.berth.journal.callbacks.CallbackState.Due;
import dev.berth.journal.callbacks.CallbackState.GivenUp;
import dev.berth.journal.callbacks.CallbackState.Waiting;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every outbox must do, wherever it lies.
public abstract class CallbackOutboxContract {

    protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    protected static final AgentId SHOP = new AgentId("0123456789abcdef0123456789abcdef");
    protected static final EntryId ONE = new EntryId(1, -7);
    protected static final EntryId TWO = new EntryId(2, 7);
    protected static final String URL = "https://example.org/hook?key=very-secret";

    protected CallbackOutbox outbox;

    /// What seals its addresses.
    protected abstract SecretBox box() throws IOException;

    /// Opens the outbox of this test, or opens it again.
    protected abstract CallbackOutbox opened() throws IOException;

    @BeforeEach
    void open() throws IOException {
        outbox = opened();
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    private void reopen() throws IOException {
        outbox.close();
        outbox = opened();
    }

    protected void owe(EntryId entry, String host) {
        outbox.owe(entry, SHOP, URL, host);
    }

    private CallbackState state(EntryId entry) {
        return outbox.find(entry).orElseThrow().state();
    }

    private List<EntryId> due(Instant now, Set<String> busy) {
        return outbox.due(now, busy, 10).stream().map(Callback::entry).toList();
    }

    @Test
    void owesOnceAndStillAfterARestart() throws IOException {
        owe(ONE, "a");
        owe(ONE, "b");
        reopen();

        Callback found = outbox.find(ONE).orElseThrow();
        assertThat(found.agent()).isEqualTo(SHOP);
        assertThat(found.url()).isEqualTo(URL);
        assertThat(found.state()).isEqualTo(new Waiting());
        assertThat(outbox.open()).isEqualTo(1);
        assertThat(outbox.find(TWO)).isEmpty();
    }

    @Test
    void goesFromWaitingOverFailuresToItsEnd() throws IOException {
        owe(ONE, "a");
        outbox.ended(ONE, NOON);
        assertThat(state(ONE)).isEqualTo(new Due(0, NOON, NOON, Optional.empty()));

        outbox.failed(ONE, 1, NOON.plusSeconds(5), "It answered 500.");
        outbox.ended(ONE, NOON.plusSeconds(9));
        reopen();
        assertThat(state(ONE)).isEqualTo(new Due(1, NOON.plusSeconds(5), NOON, Optional.of("It answered 500.")));

        outbox.delivered(ONE, 2, NOON.plusSeconds(5), NOON.plusSeconds(60));
        outbox.givenUp(ONE, 3, "too late", NOON, NOON);
        assertThat(state(ONE)).isEqualTo(new Delivered(2, NOON.plusSeconds(5)));
        assertThat(outbox.open()).isZero();
    }

    @Test
    void givesUpWhatStillWaits() {
        owe(ONE, "a");
        outbox.givenUp(ONE, 0, "The agent is gone.", NOON, NOON.plusSeconds(60));

        assertThat(state(ONE)).isEqualTo(new GivenUp(0, "The agent is gone.", NOON));
        assertThat(outbox.waiting(null, 10)).isEmpty();
    }

    @Test
    void tellsWhatIsDueLongestOverdueFirstAndLeavesBusyReceiversOut() {
        owe(ONE, "a");
        owe(TWO, "b");
        outbox.ended(ONE, NOON.plusSeconds(1));
        outbox.ended(TWO, NOON);

        assertThat(due(NOON.plusSeconds(1), Set.of())).containsExactly(TWO, ONE);
        assertThat(due(NOON, Set.of())).containsExactly(TWO);
        assertThat(outbox.nextAfter(NOON)).contains(NOON.plusSeconds(1));
        assertThat(outbox.nextAfter(NOON.plusSeconds(1))).isEmpty();
        String busy = outbox.find(TWO).orElseThrow().destination();
        assertThat(due(NOON.plusSeconds(1), Set.of(busy))).containsExactly(ONE);
    }

    @Test
    void givesWhatWaitsPageByPage() {
        Stream.of(TWO, ONE).forEach(each -> owe(each, "a"));

        assertThat(outbox.waiting(null, 1)).extracting(Callback::entry).containsExactly(ONE);
        assertThat(outbox.waiting(ONE, 1)).extracting(Callback::entry).containsExactly(TWO);
        assertThat(outbox.waiting(TWO, 1)).isEmpty();
    }

    @Test
    void forgetsWhatIsDoneWhenItsTimeIsOver() {
        owe(ONE, "a");
        owe(TWO, "a");
        outbox.ended(ONE, NOON);
        outbox.delivered(ONE, 1, NOON, NOON.plusSeconds(60));

        outbox.forgetUntil(NOON.plusSeconds(59));
        assertThat(outbox.find(ONE)).isPresent();
        outbox.forgetUntil(NOON.plusSeconds(60));
        assertThat(outbox.find(ONE)).isEmpty();
        assertThat(outbox.find(TWO)).isPresent();
    }

    @Test
    void takesOverWhatAnotherOutboxOwes(@TempDir Path folder) throws IOException {
        try (CallbackOutbox other = CallbackOutbox.open(folder.resolve("other.db"), box())) {
            other.owe(ONE, SHOP, URL, "a");
            other.owe(TWO, SHOP, URL, "b");
            other.ended(TWO, NOON);
            other.delivered(TWO, 3, NOON, NOON.plusSeconds(60));
            owe(TWO, "b");

            outbox.addAll(other);
            outbox.addAll(other);

            assertThat(outbox.find(ONE)).isEqualTo(other.find(ONE));
            assertThat(state(TWO)).as("what is known here stays").isEqualTo(new Waiting());
            assertThat(outbox.open()).isEqualTo(2);
        }
    }
}
