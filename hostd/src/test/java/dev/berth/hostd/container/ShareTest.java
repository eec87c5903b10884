package dev.berth.hostd.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.InstanceId;
import dev.berth.hostd.samples.Orders;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShareTest {

    private static final InstanceId OLDER = Orders.of("hello").run(5).id();

    private static Map<String, String> madeFor(long generation) {
        return Map.of(ContainerLabels.GENERATION, Long.toString(generation));
    }

    @Test
    void leavesEveryContainerToOneOfTwo() {
        for (long generation = 0; generation < 10; generation++) {
            boolean olders = Share.ofOlder(OLDER).has(madeFor(generation));
            boolean newers = Share.ofNewer(OLDER).has(madeFor(generation));

            assertThat(olders).as("generation %d", generation).isNotEqualTo(newers);
            assertThat(olders).isEqualTo(generation <= 5);
            assertThat(Share.ALL.has(madeFor(generation))).isTrue();
        }
    }

    @Test
    void countsAContainerWithATamperedLabelAmongTheOlder() {
        Map<String, String> tampered = Map.of(ContainerLabels.GENERATION, "many");

        assertThat(Share.ofOlder(OLDER).has(tampered)).isTrue();
        assertThat(Share.ofOlder(OLDER).has(Map.of())).isTrue();
        assertThat(Share.ofNewer(OLDER).has(tampered)).isFalse();
        assertThat(Share.ALL.has(tampered)).isTrue();
    }
}
