package dev.berth.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What classes and packages are called, and what every package says of itself.
class NamesTest {

    /// Words that say nothing about what a class does.
    private static final Pattern EMPTY_WORDS =
            Pattern.compile(".*(Manager|Helper|Utils?|Impl|Service|Data|Info|Common)");

    private static final Pattern EMPTY_PACKAGES =
            Pattern.compile("(util|utils|common|misc|shared|core|helper|helpers)");

    /// The engine's own word for what it tells of itself.
    private static final List<String> EXCEPTIONS = List.of("dev.berth.engine.EngineInfo");

    private static final Pattern DOMAIN_NOUNS =
            Pattern.compile(".*(Agent|Instance|Revision|Generation|Wish|Goal|Host|Assignment|Gateway|Sandbox"
                    + "|Session|Stack|Container|Refusal|Journal).*");

    private static final int MOST_IN_KIT = 20;

    @Test
    void endsNoClassNameWithAWordThatSaysNothing() {
        List<String> empty = Production.CLASSES.stream()
                .filter(type -> EMPTY_WORDS.matcher(type.getSimpleName()).matches())
                .map(JavaClass::getName)
                .filter(name -> !EXCEPTIONS.contains(name))
                .toList();

        assertThat(empty).isEmpty();
    }

    @Test
    void callsNoPackageByAWordThatSaysNothing() {
        List<String> packages = Sources.modules().stream()
                .flatMap(module -> Sources.mainPackages(module).stream())
                .toList();

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name.split("\\."))
                        .noneMatch(part -> EMPTY_PACKAGES.matcher(part).matches()));
    }

    @Test
    void keepsKitSmallAndFreeOfTheProductsWords() {
        List<String> kit = Production.CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith("dev.berth.kit"))
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getSimpleName)
                .toList();

        assertThat(kit)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(MOST_IN_KIT)
                .noneMatch(name -> DOMAIN_NOUNS.matcher(name).matches());
    }

    @Test
    void saysInEveryPackageThatNullIsNoValueThere() {
        List<String> lacking = Sources.modules().stream()
                .flatMap(module -> Sources.mainPackages(module).stream()
                        .map(name -> Sources.PROJECT
                                .resolve(module)
                                .resolve("src/main/java")
                                .resolve(name.replace('.', '/'))
                                .resolve("package-info.java")))
                .filter(file -> !Sources.exists(file) || !isNullMarked(file))
                .map(Sources::name)
                .toList();

        assertThat(lacking).isEmpty();
    }

    private static boolean isNullMarked(Path file) {
        String text = Sources.read(file);
        return text.contains("@NullMarked") && text.startsWith("///");
    }
}
