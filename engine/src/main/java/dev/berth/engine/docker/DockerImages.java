package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.InvalidSpec;
import dev.berth.engine.ImageImport;
import dev.berth.engine.ImageView;
import dev.berth.engine.Images;
import dev.berth.engine.PullPolicy;
import dev.berth.engine.PullProgress;
import dev.berth.engine.docker.Answer.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The images of a Docker Engine.
final class DockerImages implements Images {

    private static final int IN_STREAM = 0;
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;

    private final DockerApi api;
    private final RegistryLogins logins;
    private final Duration transferLimit;
    private final Duration stallLimit;

    DockerImages(DockerApi api, DockerSettings settings) {
        this.api = api;
        this.logins = new RegistryLogins(settings.registryLogins(), api.json());
        this.transferLimit = settings.transferLimit();
        this.stallLimit = settings.stallLimit();
    }

    @Override
    public Optional<ImageView> inspect(String reference) {
        return inspect(ImageName.parse(reference));
    }

    private Optional<ImageView> inspect(ImageName name) {
        return api.get("inspect image " + name.full(), ApiPath.of("images", name.full(), "json"))
                .ifFound(refusal -> DockerErrors.ofPull(name.full(), refusal))
                .map(DockerImages::view);
    }

    @Override
    public ImageView pull(String reference, PullPolicy policy, Consumer<PullProgress> progress) {
        ImageName name = ImageName.parse(reference);
        return switch (policy) {
            case ALWAYS -> fetch(name, progress);
            case MISSING -> inspect(name).orElseGet(() -> fetch(name, progress));
            case NEVER ->
                inspect(name)
                        .orElseThrow(() -> new ImageUnavailable(
                                reference,
                                ImageUnavailable.Reason.NOT_PRESENT,
                                "this host does not have it, and it is never to be pulled"));
        };
    }

    private ImageView fetch(ImageName name, Consumer<PullProgress> progress) {
        Request.Builder request = Request.builder().method(Method.POST);
        logins.headerFor(name.full()).ifPresent(login -> request.putHeader("X-Registry-Auth", login));
        ApiPath path = ApiPath.of("images", "create").with("fromImage", name.full());
        AtomicLong movedAt = new AtomicLong(System.nanoTime());
        try {
            TimeLimit.whileMoving(transferLimit, stallLimit, "pull " + name.full(), movedAt, () -> {
                try (ApiStream stream = api.openNow(request, path, refusal -> ofPull(name, refusal))) {
                    readSteps(stream, refusal -> ofPull(name, refusal), step -> {
                        movedAt.set(System.nanoTime());
                        progress.accept(step);
                    });
                }
                return name;
            });
        } catch (EngineUnreachable e) {
            throw e.obstacle() == EngineUnreachable.Obstacle.TOO_SLOW ? tooSlow(name) : e;
        }
        return inspect(name)
                .orElseThrow(() -> new ImageUnavailable(
                        name.full(), ImageUnavailable.Reason.OTHER, "it was pulled, and is not there"));
    }

    private static EngineFailure ofPull(ImageName name, Refusal refusal) {
        return DockerErrors.ofPull(name.full(), refusal);
    }

    private ImageUnavailable tooSlow(ImageName name) {
        String detail = "the registry sent nothing for " + stallLimit.toSeconds() + " s, or not all within "
                + transferLimit.toMinutes() + " min";
        return new ImageUnavailable(name.full(), ImageUnavailable.Reason.TOO_SLOW, detail);
    }

    /// Reads to the end; the engine tells of a late error inside the stream.
    private String readSteps(ApiStream stream, Function<Refusal, EngineFailure> meaning, Consumer<PullProgress> told)
            throws IOException {
        String lastStatus = "";
        try (MappingIterator<JsonNode> steps =
                api.json().readerFor(JsonNode.class).readValues(stream.body())) {
            while (steps.hasNextValue()) {
                JsonNode step = steps.nextValue();
                if (step.has("error")) {
                    throw meaning.apply(
                            new Refusal(IN_STREAM, step.path("error").asText()));
                }
                lastStatus = step.path("status").asText();
                JsonNode detail = step.path("progressDetail");
                told.accept(new PullProgress(
                        step.path("id").asText(""),
                        lastStatus,
                        detail.path("current").asLong(),
                        detail.path("total").asLong()));
            }
        }
        return lastStatus;
    }

    @Override
    public ImageView importTar(ImageImport image, InputStream tar) {
        ImageName name = ImageName.parse(image.reference());
        ApiPath path = ApiPath.of("images", "create")
                .with("fromSrc", "-")
                .with("repo", name.repository())
                .with("tag", name.tag());
        for (String change : image.changes()) {
            path = path.with("changes", change);
        }
        ApiPath complete = path;
        Request.Builder request = Request.builder()
                .method(Method.POST)
                .putHeader("Content-Type", "application/x-tar")
                .body(tar);
        String id = TimeLimit.within(transferLimit, "import image " + name.full(), () -> {
            try (ApiStream stream = api.openNow(request, complete, DockerImages::ofImport)) {
                return readSteps(stream, DockerImages::ofImport, _ -> {});
            }
        });
        return inspect(id)
                .orElseThrow(() -> DockerErrors.other(new Refusal(IN_STREAM, "image " + id + " was not kept")));
    }

    private static EngineFailure ofImport(Refusal refusal) {
        boolean ours = refusal.status() == BAD_REQUEST || refusal.says("tar") || refusal.says("unexpected EOF");
        return ours ? new InvalidSpec(refusal.message()) : DockerErrors.other(refusal);
    }

    @Override
    public void remove(String reference) {
        ImageName name = ImageName.parse(reference);
        api.delete("remove image " + name.full(), ApiPath.of("images", name.full()))
                .ifFound(refusal -> refusal.status() == CONFLICT
                        ? new InUse("image " + name.full(), refusal.message())
                        : DockerErrors.other(refusal));
    }

    private static ImageView view(JsonNode image) {
        JsonNode config = image.path("Config");
        Set<Integer> ports = config.path("ExposedPorts").properties().stream()
                .filter(port -> port.getKey().endsWith("/tcp"))
                .map(port -> ContainerJson.portIn(port.getKey()))
                .collect(Collectors.toUnmodifiableSet());
        List<String> references =
                image.path("RepoTags").valueStream().map(JsonNode::asText).toList();
        return new ImageView(
                image.path("Id").asText(),
                references,
                ports,
                ContainerJson.strings(config.path("Labels")),
                image.path("Size").asLong());
    }
}
