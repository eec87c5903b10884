package dev.berth.hostd.ending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.berth.engine.container.ContainerState.Exited;
import dev.berth.hostd.ending.Ending.ByAnEngineClient;
import dev.berth.hostd.ending.Ending.ByItself;
import dev.berth.hostd.ending.Ending.NotYetKnown;
import dev.berth.hostd.ending.Ending.WithItsEngine;
import dev.berth.hostd.ending.Testimony.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EndingTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant END = START.plusSeconds(3600);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LATER = Duration.ofMillis(500);
    private static final Duration MUCH_LATER = Duration.ofSeconds(2);

    private static Exited exited(int code) {
        return new Exited(code, false, "", START, END);
    }

    private static Testimony heard() {
        return new Testimony(null, END, null, false);
    }

    private static Testimony signalled(int number, Instant at) {
        return new Testimony(new Signal(number, at), END, null, false);
    }

    private static Testimony stopped() {
        return new Testimony(new Signal(28, END.minusSeconds(300)), END, END, false);
    }

    private static Testimony engineLeft(Testimony heard) {
        return heard.whileEngineLeft();
    }

    static Stream<Arguments> ends() {
        Instant justBefore = END.minusSeconds(2);
        return Stream.of(
                // what the engine says, what was heard, for how long its end is known, what follows
                arguments(exited(0), heard(), AT_ONCE, new ByItself(0, false)),
                arguments(exited(1), heard(), AT_ONCE, new ByItself(1, false)),
                arguments(exited(137), heard(), AT_ONCE, new ByItself(137, false)),
                arguments(new Exited(137, true, "", START, END), heard(), AT_ONCE, new ByItself(137, true)),
                arguments(new Exited(137, true, "", START, END), Testimony.NONE, AT_ONCE, new ByItself(137, true)),
                arguments(new Exited(3, true, "", START, END), heard(), AT_ONCE, new ByItself(3, false)),
                // a signal that ends programs, or that this one ended of
                arguments(exited(143), signalled(15, justBefore), LATER, new ByAnEngineClient()),
                arguments(exited(0), signalled(15, justBefore), LATER, new ByAnEngineClient()),
                arguments(exited(137), signalled(9, justBefore), LATER, new ByAnEngineClient()),
                arguments(exited(138), signalled(10, justBefore), LATER, new ByAnEngineClient()),
                arguments(exited(1), signalled(10, justBefore), LATER, new ByItself(1, false)),
                arguments(exited(1), signalled(1, justBefore), LATER, new ByItself(1, false)),
                arguments(exited(129), signalled(1, justBefore), LATER, new ByAnEngineClient()),
                // a signal long ago, or of an earlier run
                arguments(exited(1), signalled(15, END.minusSeconds(120)), LATER, new ByItself(1, false)),
                arguments(
                        new Exited(1, false, "", START.plusSeconds(3599), END),
                        signalled(15, justBefore),
                        LATER,
                        new ByItself(1, false)),
                // a stop that took long
                arguments(exited(0), stopped(), LATER, new ByAnEngineClient()),
                // an engine may be on its way out
                arguments(exited(143), signalled(15, justBefore), AT_ONCE, new NotYetKnown(Ending.SETTLING)),
                arguments(exited(143), engineLeft(signalled(15, justBefore)), AT_ONCE, new WithItsEngine()),
                arguments(exited(1), engineLeft(heard()), AT_ONCE, new ByItself(1, false)),
                // nothing was heard of this end
                arguments(exited(137), Testimony.NONE, AT_ONCE, new NotYetKnown(Ending.HEARING)),
                arguments(exited(137), Testimony.NONE, MUCH_LATER, new WithItsEngine()),
                arguments(
                        exited(137),
                        new Testimony(null, START.minusSeconds(60), null, false),
                        MUCH_LATER,
                        new WithItsEngine()));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void followsFromWhatWasSeenAndHeard(Exited seen, Testimony heard, Duration sinceNoticed, Ending expected) {
        assertThat(Ending.of(seen, heard, sinceNoticed)).isEqualTo(expected);
    }
}
