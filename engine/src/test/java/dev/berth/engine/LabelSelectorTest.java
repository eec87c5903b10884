package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LabelSelectorTest {

    @Test
    void asksForEveryLabelThatItNames() {
        LabelSelector selector = LabelSelector.having("a").and("b", "1").and("c");

        assertThat(selector.matches(Map.of("a", "x", "b", "1", "c", "", "d", "y")))
                .isTrue();
        assertThat(selector.matches(Map.of("a", "x", "b", "2", "c", ""))).isFalse();
        assertThat(selector.matches(Map.of("a", "x", "b", "1"))).isFalse();
    }

    @Test
    void neverMeansEverything() {
        assertThatThrownBy(() -> new LabelSelector(Set.of(), Map.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
