package dev.berth.testkit.engine;

import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.ImageImport;
import dev.berth.engine.ImageView;
import dev.berth.engine.Images;
import dev.berth.engine.PullPolicy;
import dev.berth.engine.PullProgress;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/// The images of a [FakeEngine], and the registry behind it.
final class FakeImages implements Images {

    private final FakeWorld world;

    FakeImages(FakeWorld world) {
        this.world = world;
    }

    /// The reference with `latest` when it has no tag.
    static String normalized(String reference) {
        if (reference.isBlank() || reference.contains("//") || reference.contains(" ")) {
            throw new ImageUnavailable(reference, ImageUnavailable.Reason.MALFORMED, "no image can have this name");
        }
        boolean tagged = reference.lastIndexOf(':') > reference.lastIndexOf('/');
        return tagged || reference.contains("@") ? reference : reference + ":latest";
    }

    @Override
    public Optional<ImageView> inspect(String reference) {
        return world.call(
                Operation.INSPECT_IMAGE,
                () -> Optional.ofNullable(world.images.get(normalized(reference)))
                        .map(FakeImage::view));
    }

    @Override
    public ImageView pull(String reference, PullPolicy policy, Consumer<PullProgress> progress) {
        return world.call(Operation.PULL, () -> {
            FakeImage present = world.images.get(normalized(reference));
            return switch (policy) {
                case MISSING -> present != null ? present.view() : fetch(reference, progress);
                case ALWAYS -> fetch(reference, progress);
                case NEVER -> {
                    if (present == null) {
                        throw new ImageUnavailable(
                                reference, ImageUnavailable.Reason.NOT_PRESENT, "not here, and not to be pulled");
                    }
                    yield present.view();
                }
            };
        });
    }

    private ImageView fetch(String reference, Consumer<PullProgress> progress) {
        FakeImage offered = world.registry.get(normalized(reference));
        if (offered == null) {
            throw new ImageUnavailable(reference, ImageUnavailable.Reason.NOT_FOUND, "the registry has no such image");
        }
        progress.accept(new PullProgress("layer", "Downloading", 1, 2));
        progress.accept(new PullProgress("layer", "Pull complete", 2, 2));
        world.images.put(normalized(reference), offered);
        return offered.view();
    }

    @Override
    public ImageView importTar(ImageImport image, InputStream tar) {
        try {
            tar.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new EngineUnreachable(EngineUnreachable.Obstacle.BROKEN, "the image could not be sent", e);
        }
        return world.call(Operation.IMPORT, () -> {
            FakeImage made = FakeImage.imported("sha256:" + world.nextId(), image);
            world.images.put(normalized(image.reference()), made);
            return made.view();
        });
    }

    @Override
    public void remove(String reference) {
        world.call(Operation.REMOVE_IMAGE, () -> {
            boolean used = world.containers.values().stream()
                    .anyMatch(container -> normalized(container.spec.image()).equals(normalized(reference)));
            if (used) {
                throw new InUse("image " + reference, "a container was made of it");
            }
            world.images.remove(normalized(reference));
        });
    }
}
