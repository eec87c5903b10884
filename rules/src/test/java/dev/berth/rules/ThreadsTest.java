package dev.berth.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who makes threads. Everyone else has loops and lanes of `kit` run, or says `try (var threads =
/// Executors.newVirtualThreadPerTaskExecutor())`.
class ThreadsTest {

    /// Each with its reason.
    private static final Map<String, String> ALLOWED = Map.of(
            "dev.berth.app.up.UpCommand", "a JVM's shutdown hook is a thread",
            "dev.berth.edge.pipe.NameResolver", "looks names up beside an event loop, which must not block",
            "dev.berth.bench.journal.RawBatches", "has the one thread that its counterpart has",
            "dev.berth.journal.log.Writer", "one thread owns the end of the log, and sleeps between batches",
            "dev.berth.engine.docker.TimeLimit", "interrupting a thread is the only way to end a read of a unix socket",
            "dev.berth.engine.docker.Watchdog", "its one timer closes what a caller's thread reads from");

    private static final Set<String> MAKERS = Set.of(
            "java.lang.Thread",
            "java.util.Timer",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor");

    @Test
    void makesThreadsInKitAlone() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not excused",
                        (JavaClass type) -> !type.getPackageName().startsWith("dev.berth.kit")
                                && !type.getPackageName().startsWith("dev.berth.testkit")
                                && !ALLOWED.containsKey(outermost(type).getName())))
                .should()
                .callConstructorWhere(DescribedPredicate.describe("makes threads", ThreadsTest::constructs))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe("makes threads", ThreadsTest::makes))
                .check(Production.CLASSES);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ThreadsTest::outermost).orElse(type);
    }

    private static boolean constructs(JavaConstructorCall call) {
        return MAKERS.contains(owner(call));
    }

    private static boolean makes(JavaMethodCall call) {
        String name = call.getTarget().getName();
        return switch (owner(call)) {
            case "java.lang.Thread" ->
                Set.of("ofVirtual", "ofPlatform", "startVirtualThread").contains(name);
            case "java.util.concurrent.Executors" -> !name.equals("newVirtualThreadPerTaskExecutor");
            case "java.util.concurrent.CompletableFuture" ->
                name.endsWith("Async")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.getName().equals("java.util.concurrent.Executor"));
            default -> false;
        };
    }

    private static String owner(JavaCall<?> call) {
        return call.getTargetOwner().getName();
    }
}
