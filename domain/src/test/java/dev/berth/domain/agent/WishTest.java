package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.agent.Wish.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What describes an agent, and what is wanted of it.
class WishTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    private static Agent.Profile named(String name) {
        return new Agent.Profile(name, "", "", Map.of(), "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Test Container Agent", "日本のエージェント", "👩‍💻", "quote \" and \\ and <b>"})
    void takesAnyPrintableName(String name) {
        assertThat(named(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0", "a\nb", "a\tb", "\u0007", "a\u2028b", "half \ud83d"})
    void refusesANameThatIsBlankOrCannotBePrinted(String name) {
        assertThatThrownBy(() -> named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name must be 1 to 100 printable characters");
    }

    @Test
    void countsTheCharactersOfANameAndNotItsBytes() {
        assertThat(named("👩".repeat(100)).name()).hasSize(200);
        assertThatThrownBy(() -> named("x".repeat(101))).hasMessageEndingWith("this one has 101");
    }

    @Test
    void namesTheCharacterThatCannotBePrinted() {
        assertThatThrownBy(() -> named("ab\u0007")).hasMessageEndingWith("character 3 is U+0007");
    }

    @Test
    void wantsNothingAtFirst() {
        Wish none = Wish.none(NOON);

        assertThat(none.goal()).isEqualTo(Goal.STOP);
        assertThat(none.removal()).isEqualTo(Wish.Removal.NO);
        assertThat(none.fence()).isZero();
        assertThat(none.since()).isEqualTo(NOON);
    }

    @Test
    void keepsTheFenceThroughEveryLaterWish() {
        Wish restarted = Wish.none(NOON).runAfter(3, "again", NOON);

        assertThat(restarted.stop(Cause.ENGINE, "x", LATER).fence()).isEqualTo(3);
        assertThat(restarted
                        .hibernate(Hibernation.FREEZE, Cause.SLEEP, "x", LATER)
                        .fence())
                .isEqualTo(3);
        assertThat(restarted.run("x", LATER).fence()).isEqualTo(3);
        assertThat(restarted.remove(false, false, LATER).fence()).isEqualTo(3);
        assertThat(restarted.runAfter(2, "x", LATER).fence()).isEqualTo(3);
        assertThat(restarted.runAfter(4, "x", LATER).fence()).isEqualTo(4);
    }

    @Test
    void asksForMoreOfARemovalButNeverForLess() {
        Wish removed = Wish.none(NOON).remove(true, false, NOON);

        Wish again = removed.remove(false, true, LATER);

        assertThat(again.removal()).isEqualTo(new Wish.Removal(true, true, true));
        assertThat(again.goal()).isEqualTo(Goal.STOP);
        assertThat(again.cause()).isEqualTo(Cause.PERSON);
    }

    @Test
    void keepsARemovalThroughEveryLaterWish() {
        Wish removed = Wish.none(NOON).remove(true, false, NOON);

        assertThat(List.of(
                        removed.run("x", LATER),
                        removed.runAfter(1, "x", LATER),
                        removed.stop(Cause.ENGINE, "x", LATER),
                        removed.hibernate(Hibernation.STOP, Cause.SLEEP, "x", LATER)))
                .extracting(Wish::removal)
                .containsOnly(removed.removal());
    }

    @Test
    void isAPersonsWishWheneverItIsToRun() {
        Wish yielded = Wish.none(NOON).stop(Cause.ENGINE, "stopped there", NOON);

        assertThat(yielded.run("x", LATER).cause()).isEqualTo(Cause.PERSON);
        assertThat(yielded.runAfter(1, "x", LATER).cause()).isEqualTo(Cause.PERSON);
    }
}
