package dev.berth.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FramingCorpusTest {

    static List<Corpus.Entry> corpus() {
        return Corpus.entries();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void amountsToWhatTheTableSays(Corpus.Entry entry) {
        assertThat(Framer.verdict(entry.stream())).isEqualTo(entry.verdict());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void amountsToTheSameWhereverTheStreamIsCut(Corpus.Entry entry) {
        byte[] stream = entry.stream();
        for (int cut = 1; cut < stream.length; cut++) {
            Framer framer = new Framer();

            framer.feed(Unpooled.wrappedBuffer(stream, 0, cut));
            framer.feed(Unpooled.wrappedBuffer(stream, cut, stream.length - cut));

            assertThat(framer.verdict()).as("cut at %d", cut).isEqualTo(entry.verdict());
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void amountsToTheSameByteByByte(Corpus.Entry entry) {
        Framer framer = new Framer();

        for (byte b : entry.stream()) {
            framer.feed(Unpooled.wrappedBuffer(new byte[] {b}));
        }

        assertThat(framer.verdict()).isEqualTo(entry.verdict());
    }

    /// Random changes find no stream whose meaning depends on how it arrives.
    @ParameterizedTest
    @MethodSource("corpus")
    void amountsToTheSameHoweverItArrivesWhenChangedAtRandom(Corpus.Entry entry) {
        RandomGenerator random =
                RandomGeneratorFactory.getDefault().create(entry.name().hashCode());
        for (int round = 0; round < 40; round++) {
            byte[] stream = Mutations.mutate(entry.stream(), random);
            String whole = Framer.verdict(stream);
            Framer framer = new Framer();

            int at = 0;
            while (at < stream.length) {
                int length = Math.min(stream.length - at, 1 + random.nextInt(12));
                framer.feed(Unpooled.wrappedBuffer(stream, at, length));
                at += length;
            }

            assertThat(framer.verdict())
                    .as("seed of %s, round %d", entry.name(), round)
                    .isEqualTo(whole);
        }
    }
}
