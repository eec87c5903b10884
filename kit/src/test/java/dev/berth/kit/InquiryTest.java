package dev.berth.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InquiryTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    private int hanging() {
        asked.incrementAndGet();
        try {
            letGo.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 7;
    }

    @Test
    void givesTheAnswerOfEachTimeItIsAsked() {
        Inquiry<Integer> inquiry = new Inquiry<>(LONG, asked::incrementAndGet);

        assertThat(inquiry.ask()).hasValue(1);
        assertThat(inquiry.ask()).hasValue(2);
    }

    @Test
    void keepsNobodyWaitingAndAsksNothingTwiceWhileItHangs() {
        Inquiry<Integer> inquiry = new Inquiry<>(SHORT, this::hanging);

        for (int i = 0; i < 10_000; i++) {
            assertThat(inquiry.ask()).isEmpty();
        }

        assertThat(asked).hasValue(1);
        letGo.countDown();
    }

    @Test
    void givesAnAnswerThatComesInTime() {
        Inquiry<Integer> inquiry = new Inquiry<>(LONG, this::hanging);
        letGo.countDown();

        assertThat(inquiry.ask()).hasValue(7);
    }

    @Test
    void failsAsTheQuestionDoes() {
        Inquiry<Integer> inquiry = new Inquiry<>(LONG, () -> {
            throw new IllegalArgumentException("no such thing");
        });

        assertThatThrownBy(inquiry::ask).hasMessage("no such thing");
        assertThatThrownBy(inquiry::ask).hasMessage("no such thing");
    }
}
