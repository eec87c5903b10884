package dev.berth.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which module may use which, and that no packages use each other in a circle.
class ModulesTest {

    /// What each module may use besides itself and libraries. `app` wires all; the last three are for tests.
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("domain", Set.of()),
            Map.entry("kit", Set.of()),
            Map.entry("protocol", Set.of("domain", "kit")),
            Map.entry("journal", Set.of("domain", "kit")),
            Map.entry("engine", Set.of("domain", "kit")),
            Map.entry("edge", Set.of("kit")),
            Map.entry("controlplane", Set.of("domain", "kit", "protocol", "journal", "edge")),
            Map.entry("gateway", Set.of("domain", "kit", "protocol", "journal", "edge")),
            Map.entry("hostd", Set.of("domain", "kit", "protocol", "engine", "edge")),
            Map.entry("cli", Set.of("protocol", "kit")),
            Map.entry(
                    "app",
                    Set.of(
                            "domain",
                            "kit",
                            "protocol",
                            "journal",
                            "engine",
                            "edge",
                            "controlplane",
                            "gateway",
                            "hostd",
                            "cli")),
            Map.entry("testkit", Set.of("domain", "kit", "protocol", "engine", "edge")),
            Map.entry(
                    "bench",
                    Set.of("domain", "kit", "protocol", "journal", "engine", "edge", "gateway", "app", "testkit")),
            Map.entry("rules", Set.of()),
            Map.entry("e2e", Set.of()));

    private static final Set<String> FOR_TESTS = Set.of("testkit", "bench", "rules", "e2e");

    private static Set<String> mayUse(String module) {
        return MAY_USE.getOrDefault(module, Set.of());
    }

    static Stream<String> modules() {
        return MAY_USE.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void seesTheClassesOfEveryModule(String module) {
        assertThat(Production.CLASSES.stream()
                        .anyMatch(type -> type.getPackageName().startsWith("dev.berth." + module)))
                .isEqualTo(!Sources.mainPackages(module).isEmpty());
    }

    @Test
    void namesEveryModuleOfTheBuild() {
        assertThat(MAY_USE.keySet()).containsExactlyInAnyOrderElementsOf(Sources.modules());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void usesOnlyModulesThatItMayUse(String module) {
        DescribedPredicate<JavaClass> others = resideInAnyPackage(MAY_USE.keySet().stream()
                .filter(other -> !other.equals(module) && !mayUse(module).contains(other))
                .map(other -> "dev.berth." + other + "..")
                .toArray(String[]::new));

        noClasses()
                .that()
                .resideInAPackage("dev.berth." + module + "..")
                .should()
                .dependOnClassesThat(others)
                .because("%s may use %s".formatted(module, mayUse(module)))
                .allowEmptyShould(true)
                .check(Production.CLASSES);
    }

    @Test
    void keepsWhatIsForTestsOutOfWhatUsersGet() {
        assertThat(MAY_USE.entrySet().stream()
                        .filter(module -> !FOR_TESTS.contains(module.getKey()))
                        .flatMap(module -> module.getValue().stream()))
                .doesNotContainAnyElementsOf(FOR_TESTS);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void keepsItsClassesInPackagesOfItsOwn(String module) {
        List<String> strays = Sources.mainPackages(module).stream()
                .filter(name -> !name.equals("dev.berth." + module) && !name.startsWith("dev.berth." + module + "."))
                .toList();

        assertThat(strays).isEmpty();
    }

    @Test
    void hasNoCyclesOfPackages() {
        slices().matching("dev.berth.(**)").should().beFreeOfCycles().check(Production.CLASSES);
    }

    @Test
    void keepsTheDomainPure() {
        classes()
                .that()
                .resideInAPackage("dev.berth.domain..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.berth.domain..",
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.text",
                        "java.time..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "org.jspecify.annotations"))
                .check(Production.CLASSES);
    }

    /// Time, ids and random numbers are arguments there.
    @Test
    void letsTheDomainReadNoClockAndDrawNoLots() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.domain..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are clocks or sources of chance",
                        type -> Set.of(
                                        "java.time.Clock",
                                        "java.time.InstantSource",
                                        "java.util.Random",
                                        "java.util.SplittableRandom")
                                .contains(type.getName())))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "reads a clock or draws lots",
                        call -> Set.of("now", "randomUUID", "random", "currentTimeMillis", "nanoTime", "systemDefault")
                                .contains(call.getTarget().getName())))
                .check(Production.CLASSES);
    }

    @Test
    void keepsUseCasesFreeOfDoorsAndStores() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.berth.controlplane.agents..",
                        "dev.berth.controlplane.accounts..",
                        "dev.berth.controlplane.hosts..",
                        "dev.berth.controlplane.reconcile..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.berth.controlplane.api..",
                        "dev.berth.controlplane.link..",
                        "dev.berth.controlplane.store..",
                        "dev.berth.protocol.api..",
                        "dev.berth.protocol.client..",
                        "dev.berth.protocol.json..",
                        "java.sql..",
                        "javax.sql..",
                        "org.jdbi..",
                        "com.fasterxml.jackson..",
                        "io.vertx..",
                        "io.netty..",
                        "java.net.http.."))
                .check(Production.CLASSES);
    }

    @Test
    void letsDoorsAndStoresKnowNothingOfEachOther() {
        slices().matching("dev.berth.controlplane.(api|link|store)..")
                .should()
                .notDependOnEachOther()
                .check(Production.CLASSES);
    }

    /// A class that speaks with a database, an engine or a network is chosen in one place.
    @Test
    void letsOnlyAppChooseAdapters() {
        DescribedPredicate<JavaClass> adapters =
                resideInAnyPackage("dev.berth.controlplane.store..", "dev.berth.engine.docker..");

        noClasses()
                .that(DescribedPredicate.not(adapters)
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("dev.berth.app..", "dev.berth.bench..", "dev.berth.testkit.."))))
                .should()
                .dependOnClassesThat(adapters)
                .because("only app wires")
                .check(Production.CLASSES);
    }

    @Test
    void lendsTheApiServerAndTheLinkToAppAlone() {
        noClasses()
                .that(DescribedPredicate.not(
                        resideInAnyPackage("dev.berth.controlplane.api..", "dev.berth.app..", "dev.berth.bench..")))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.berth.controlplane.api.."))
                .check(Production.CLASSES);
    }
}
