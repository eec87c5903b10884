package dev.berth.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory, processors and processes: how they are written, and how much an agent may ask for.
class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1048576, 1048576",
        "5b, 5",
        "1k, 1024",
        "512m, 536870912",
        "512M, 536870912",
        "512Mi, 536870912",
        "512MiB, 536870912",
        "512 MB, 536870912",
        "1Gi, 1073741824",
        "1.5g, 1610612736",
        "2T, 2199023255552",
        "8192t, 9007199254740992",
        "' 7k ', 7168"
    })
    void readsASizeInBytesOrInBinaryUnits(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes, text.strip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "m", "-1", "1,5g", "1e3", "1.g", ".5g", "512i", "512ib", "512mm", "512mbi", "0x10", "1 0", "1m 2k",
                "١m"
            })
    void refusesWhatIsNoSizeAndShowsHowToWriteOne(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 512m, 1Gi or a number of bytes")
                .hasMessageEndingWith(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8193t", "999999999999999t", "9007199254741g"})
    void refusesASizeThatNoMachineHas(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size is too large: " + text);
    }

    @Test
    void remembersTheTextThatASizeWasGivenAs() {
        assertThat(DataSize.parse("1Gi").text()).isEqualTo("1Gi");
        assertThat(DataSize.ofBytes(4096)).isEqualTo(new DataSize(4096, "4096"));
        assertThatThrownBy(() -> DataSize.ofBytes(-1)).hasMessage("a size is not negative: -1");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000",
        "0.5, 500",
        "500m, 500",
        "500M, 500",
        "0.01, 10",
        "10m, 10",
        "1.234, 1234",
        "1024, 1024000",
        "' 2 ', 2000",
        "10.5m, 11"
    })
    void readsCoresOrThousandthsOfACore(String text, long millis) {
        assertThat(Cpu.parse(text)).isEqualTo(new Cpu(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "1,5", "half", "1e3", "1.", ".5", "0.0001", "1000000000", "500mm", "1 m"})
    void refusesWhatIsNoNumberOfCoresAndShowsHowToWriteOne(String text) {
        assertThatThrownBy(() -> Cpu.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 0.5 or 500m")
                .hasMessageEndingWith(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.009", "9m", "1025", "999999"})
    void refusesMoreOrFewerCoresThanMakeSense(String text) {
        assertThatThrownBy(() -> Cpu.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0.01 and 1024 cores: ");
    }

    @Test
    void tellsCores() {
        assertThat(Cpu.parse("250m").cores()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1m", "6291455"})
    void refusesLessMemoryThanAnEngineTakes(String memory) {
        assertThatThrownBy(() -> new Limits(DataSize.parse(memory), Cpu.parse("1"), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memory_limit must be at least 6m: " + memory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001})
    void refusesANumberOfProcessesThatMakesNoSense(int pids) {
        assertThatThrownBy(() -> new Limits(DataSize.parse("6m"), Cpu.parse("1"), pids))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pids_limit must be between 1 and 1000000: " + pids);
    }

    @Test
    void takesTheLeastAndTheMostThatIsAllowed() {
        assertThat(new Limits(DataSize.parse("6m"), Cpu.parse("10m"), 1).pids()).isOne();
        assertThat(new Limits(DataSize.parse("8192t"), Cpu.parse("1024"), 1_000_000).pids())
                .isEqualTo(1_000_000);
    }
}
