package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.ImageUnavailable.Reason;
import dev.berth.engine.ImageView;
import dev.berth.engine.Images;
import dev.berth.engine.PullPolicy;
import dev.berth.engine.PullProgress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pulls from a registry, which is a container of the same engine.
interface DockerPullContract {

    EngineFixture on();

    private Images images() {
        return on().engine().images();
    }

    @Test
    default void pullsAnImageAndTellsItsProgress() {
        try (TestRegistry registry = new TestRegistry(on())) {
            String reference = registry.offer("first");
            List<PullProgress> steps = new ArrayList<>();

            ImageView image = images().pull(reference, PullPolicy.MISSING, steps::add);

            assertThat(image.labels()).containsEntry("content", "first");
            assertThat(steps).anySatisfy(step -> {
                assertThat(step.layer()).isNotBlank();
                assertThat(step.status()).isEqualTo("Pull complete");
            });
        }
    }

    @Test
    default void followsAMovedTagOnlyWhenItAlwaysPulls() {
        try (TestRegistry registry = new TestRegistry(on())) {
            String reference = registry.offer("first");
            ImageView first = images().pull(reference, PullPolicy.MISSING, _ -> {});
            registry.offer("second");

            ImageView still = images().pull(reference, PullPolicy.MISSING, _ -> {});
            ImageView moved = images().pull(reference, PullPolicy.ALWAYS, _ -> {});

            assertThat(still).isEqualTo(first);
            assertThat(moved.labels()).containsEntry("content", "second");
            images().remove(first.id());
        }
    }

    @Test
    default void tellsThatTheRegistryHasNoSuchImage() {
        try (TestRegistry registry = new TestRegistry(on())) {
            String reference = registry.offer("first").replace("/offered:", "/not-offered:");

            assertThatThrownBy(() -> images().pull(reference, PullPolicy.MISSING, _ -> {}))
                    .isInstanceOfSatisfying(
                            ImageUnavailable.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND));
        }
    }

    @Test
    default void tellsThatTheRegistryAsksForALogin() {
        try (TestRegistry registry = new TestRegistry(on())) {
            String reference = registry.offerToMembersOnly("first");

            assertThatThrownBy(() -> images().pull(reference, PullPolicy.MISSING, _ -> {}))
                    .isInstanceOfSatisfying(
                            ImageUnavailable.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.DENIED));
        }
    }

    @Test
    default void tellsThatARegistryIsNotToBeFound() {
        assertThatThrownBy(() -> images().pull("registry.invalid/x:1", PullPolicy.MISSING, _ -> {}))
                .isInstanceOfSatisfying(
                        ImageUnavailable.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.REGISTRY_UNREACHABLE));
    }
}
