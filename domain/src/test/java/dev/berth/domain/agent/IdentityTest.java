package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.InstanceId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What names agents, instances and containers.
class IdentityTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEX,
                "0123456789ABCDEF0123456789abcdef",
                "01234567-89ab-cdef-0123-456789abcdef",
                "01234567-89AB-CDEF-0123-456789ABCDEF"
            })
    void readsAnAgentIdInEveryWrittenForm(String written) {
        assertThat(AgentId.parse(written)).contains(new AgentId(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdeg",
                "0123456789abcdef0123456789abcdef0",
                "----0123456789abcdef0123456789abcdef",
                "0123-456789ab-cdef-0123-456789abcdef",
                " 0123456789abcdef0123456789abcdef"
            })
    void takesEverythingElseForSomeOtherWord(String text) {
        assertThat(AgentId.parse(text)).isEmpty();
    }

    @Test
    void makesAnAgentIdOfAUuid() {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

        assertThat(AgentId.of(uuid)).hasToString(HEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789ABCDEF0123456789ABCDEF", "01234567-89ab-cdef-0123-456789abcdef"})
    void keepsAnAgentIdInOneFormOnly(String other) {
        assertThatThrownBy(() -> new AgentId(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 hexadecimal digits")
                .hasMessageEndingWith(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "7",
                "hello",
                "a-b--c",
                "0123456789abcdef",
                "x23456789012345678901234567890123456789012345678901234567890123"
            })
    void takesADnsLabelForASlug(String label) {
        assertThat(new Slug(label)).hasToString(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "A",
                "a.b",
                "a_b",
                "a b",
                "ä",
                "a\n",
                "x234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesASlugThatIsNoDnsLabel(String text) {
        assertThatThrownBy(() -> new Slug(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1-63 of a-z, 0-9 and -")
                .hasMessageEndingWith(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX, "01234567-89ab-cdef-0123-456789abcdef"})
    void refusesASlugThatCouldBeTakenForAnId(String text) {
        assertThatThrownBy(() -> new Slug(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not look like an agent id")
                .hasMessageEndingWith(text);
    }

    @ParameterizedTest
    @CsvSource({
        "Test Container Agent, test-container-agent",
        "hello, hello",
        "'  GPT-4 (beta)!  ', gpt-4-beta",
        "a___b, a-b",
        "Müller & Söhne, muller-sohne",
        "Ünï, uni",
        "x23456789012345678901234567890123456789012345678901234567890123456,"
                + " x23456789012345678901234567890123456789012345678901234567890123",
        "x2345678901234567890123456789012345678901234567890123456789012 yz,"
                + " x2345678901234567890123456789012345678901234567890123456789012"
    })
    void derivesASlugFromAName(String name, Slug slug) {
        assertThat(Slug.from(name)).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"日本", "!!!", "---"})
    void saysThatASlugMustBeGivenWhenNoneCanBeDerived(String name) {
        assertThatThrownBy(() -> Slug.from(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no letter from a to z and no digit; give one")
                .hasMessageEndingWith(name);
    }

    @Test
    void countsRevisionsFromOne() {
        assertThat(Revision.FIRST.next()).isEqualTo(new Revision(2)).isGreaterThan(Revision.FIRST);
        assertThat(Revision.FIRST).hasToString("1");
        assertThatThrownBy(() -> new Revision(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("revisions count from 1: 0");
    }

    @Test
    void fencesOnlyLowerGenerationsOfTheSameAgent() {
        InstanceId second = new InstanceId(new AgentId(HEX), 2);

        assertThat(second.fences(new InstanceId(new AgentId(HEX), 1))).isTrue();
        assertThat(second.fences(second)).isFalse();
        assertThat(second.fences(new InstanceId(new AgentId(HEX), 3))).isFalse();
        assertThat(second.fences(new InstanceId(new AgentId("f".repeat(32)), 1)))
                .isFalse();
        assertThat(second).hasToString(HEX + "#2");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void countsGenerationsFromOne(long generation) {
        assertThatThrownBy(() -> new InstanceId(new AgentId(HEX), generation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("generations count from 1: " + generation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesABlankContainerId(String blank) {
        assertThatThrownBy(() -> new ContainerId(blank)).hasMessageContaining("not blank");
    }
}
