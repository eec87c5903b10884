package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.ImageUnavailable.Reason;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.ImageView;
import dev.berth.engine.Images;
import dev.berth.engine.PullPolicy;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The images that an engine has, and those that it cannot have.
public interface ImageContract {

    EngineFixture on();

    private Images images() {
        return on().engine().images();
    }

    @Test
    default void tellsWhatAnImageIs() {
        ImageView image = images().inspect(on().image()).orElseThrow();

        assertThat(image.id()).matches("sha256:[0-9a-f]{64}");
        assertThat(image.references()).contains(on().image());
        assertThat(image.exposedPorts()).containsExactly(8_000);
        assertThat(image.labels()).containsEntry("dev.berth.test", "act");
    }

    @Test
    default void hasNoImageThatNobodyGaveIt() {
        assertThat(images().inspect("berth-test/none:1")).isEmpty();
    }

    @Test
    default void movesAReferenceToTheImageThatWasImportedLast() {
        String reference = "berth-test/moved:" + on().name();
        ImageView first = imported(reference, "first");
        ImageView second = imported(reference, "second");

        assertThat(images().inspect(reference)).map(ImageView::id).contains(second.id());
        assertThat(second.id()).isNotEqualTo(first.id());
        images().remove(first.id());
        images().remove(reference);
        images().remove(reference);
        assertThat(images().inspect(reference)).isEmpty();
    }

    private ImageView imported(String reference, String label) {
        return images().importTar(TestImages.act(reference, label), new ByteArrayInputStream(TestImages.actRoot()));
    }

    @Test
    default void keepsAnImageThatAContainerWasMadeOf() {
        on().created(on().act("wait"));

        assertThatThrownBy(() -> images().remove(on().image())).isInstanceOf(InUse.class);
        assertThat(images().inspect(on().image())).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = PullPolicy.class,
            names = {"MISSING", "NEVER"})
    default void fetchesNothingThatItHas(PullPolicy policy) {
        ImageView image = images().pull(on().image(), policy, step -> {
            throw new AssertionError("nothing was to be fetched: " + step);
        });

        assertThat(image.references()).contains(on().image());
    }

    @Test
    default void neverAsksARegistryWhenItIsNotTo() {
        assertThatThrownBy(() -> images().pull("berth-test/none:1", PullPolicy.NEVER, _ -> {}))
                .isInstanceOfSatisfying(
                        ImageUnavailable.class,
                        missing -> assertThat(missing.reason()).isEqualTo(Reason.NOT_PRESENT));
    }

    @ParameterizedTest
    @EnumSource(
            value = PullPolicy.class,
            names = {"MISSING", "ALWAYS"})
    default void saysWhyAnImageCannotBeHad(PullPolicy policy) {
        // Nobody listens at the discard port of the engine's own machine.
        assertThatThrownBy(() -> images().pull("localhost:9/berth-test/none:1", policy, _ -> {}))
                .isInstanceOfSatisfying(ImageUnavailable.class, missing -> {
                    assertThat(List.of(Reason.REGISTRY_UNREACHABLE, Reason.NOT_FOUND))
                            .contains(missing.reason());
                    assertThat(missing.getMessage()).contains("localhost:9/berth-test/none:1");
                    assertThat(missing.remedy()).isNotBlank();
                });
    }

    @Test
    default void refusesANameThatNoImageCanHave() {
        assertThatThrownBy(() -> images().pull("not//an image", PullPolicy.MISSING, _ -> {}))
                .isInstanceOfSatisfying(
                        ImageUnavailable.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED));
    }
}
