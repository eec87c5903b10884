package dev.berth.edge.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Answers: what the edge passes on to a client is framed by Node's client, and by nginx as a proxy, as it is by the
/// edge.
final class DifferentialAnswersIT {

    @Test
    void framesAlikeWhateverIsPassedOn() {
        Tally tally = new Tally();
        try (OtherParsers parsers = OtherParsers.start();
                AnswerRun berth = new AnswerRun()) {
            AnswerDifferential differential = new AnswerDifferential(
                    berth, parsers.nodeClient(), new NginxAnswers(parsers.nginxProxy(), tally), tally);
            Run run = Run.of("answers", 2000, AnswerStreams::draw);

            List<Run.Found> found = run.differences((stream, _) -> differential.difference(stream), tally);

            assertThat(found).isEmpty();
            assertThat(tally.of("answers: ANSWERED")).isGreaterThan(run.cases() / 4);
            assertThat(tally.of("answers read by NGINX")).isGreaterThan(run.cases() / 4);
        }
    }
}
