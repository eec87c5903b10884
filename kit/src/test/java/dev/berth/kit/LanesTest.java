package dev.berth.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsAPassForAKeyThatIsSignalled() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        try (Lanes<String> lanes = new Lanes<>("test", _ -> {
            ran.countDown();
            return Lanes.REST;
        })) {
            lanes.signal("a");

            await(ran);
        }
    }

    @Test
    void neverRunsTwoPassesOfOneKeyAtATime() throws InterruptedException {
        AtomicBoolean busy = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        CountDownLatch passes = new CountDownLatch(200);
        try (Lanes<String> lanes = new Lanes<>("test", _ -> {
            overlapped.compareAndSet(false, !busy.compareAndSet(false, true));
            passes.countDown();
            busy.set(false);
            return Lanes.REST;
        })) {
            while (passes.getCount() > 0) {
                lanes.signal("a");
            }
        }

        assertThat(overlapped).isFalse();
    }

    @Test
    void aSlowKeyDelaysNoOther() throws InterruptedException {
        CountDownLatch slowRuns = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch quickRan = new CountDownLatch(1);
        try (Lanes<String> lanes = new Lanes<>("test", key -> {
            if (key.equals("slow")) {
                slowRuns.countDown();
                release.await();
            } else {
                quickRan.countDown();
            }
            return Lanes.REST;
        })) {
            lanes.signal("slow");
            await(slowRuns);
            lanes.signal("quick");

            await(quickRan);
            release.countDown();
        }
    }

    @Test
    void manySignalsDuringAPassCauseOneMore() throws InterruptedException {
        AtomicInteger passes = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        try (Lanes<String> lanes = new Lanes<>("test", key -> {
            if (key.equals("other")) {
                return Lanes.REST;
            }
            passes.incrementAndGet();
            second.countDown();
            first.countDown();
            release.await();
            return Lanes.REST;
        })) {
            lanes.signal("a");
            await(first);
            for (int signal = 0; signal < 10; signal++) {
                lanes.signal("a");
            }
            release.countDown();
            await(second);
        }

        assertThat(passes).hasValue(2);
    }

    @Test
    void comesBackByItselfWhenAPassAsksForIt() throws InterruptedException {
        CountDownLatch third = new CountDownLatch(3);
        try (Lanes<String> lanes = new Lanes<>("test", _ -> {
            third.countDown();
            return Duration.ofMillis(1);
        })) {
            lanes.signal("a");

            await(third);
        }
    }

    @Test
    void aSignalEndsAWait() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        try (Lanes<String> lanes = new Lanes<>("test", _ -> {
            second.countDown();
            first.countDown();
            return Duration.ofHours(1);
        })) {
            lanes.signal("a");
            await(first);
            lanes.signal("a");

            await(second);
        }
    }

    @Test
    void aFailedPassIsFollowedByAnother() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(2);
        try (Lanes<String> lanes = new Lanes<>("test", _ -> {
            second.countDown();
            throw new IllegalStateException("planted");
        })) {
            lanes.signal("a");

            await(second);
        }
    }

    @Test
    void noSignalIsLostHoweverItMeetsTheEndOfAPass() throws InterruptedException {
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();
        AtomicInteger wanted = new AtomicInteger();
        try (Lanes<Integer> lanes = new Lanes<>("test", key -> {
            seen.put(key, wanted.get());
            return Lanes.REST;
        })) {
            for (int round = 1; round <= 2_000; round++) {
                wanted.set(round);
                lanes.signal(7);
                int expected = round;
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (seen.getOrDefault(7, 0) < expected) {
                    assertThat(System.nanoTime()).as("round " + round).isLessThan(deadline);
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void closingInterruptsWhatIsUnderWay() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Lanes<String> lanes = new Lanes<>("test", _ -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return Lanes.REST;
        });
        lanes.signal("a");
        await(begun);

        lanes.close();

        assertThat(interrupted).isTrue();
    }
}
