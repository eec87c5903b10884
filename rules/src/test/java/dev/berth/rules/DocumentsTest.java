package dev.berth.rules;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents that name what there is.
class DocumentsTest {

    /// A class, `Outer.Inner`, or `Class.method`, alone between back-ticks.
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w*|[A-Z][A-Z]?[a-z]\\w*)(?:\\.(\\w+))?`");

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#: ]+)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    /// Promised by the README and not written yet.
    private static final Set<String> AWAITED = Set.of();

    private static final Set<String> TYPES =
            Sources.javaFiles().stream().flatMap(DocumentsTest::typesIn).collect(toSet());

    private static Stream<String> typesIn(Path file) {
        return TYPE.matcher(Sources.read(file)).results().map(each -> each.group(1));
    }

    static Stream<Path> namingClasses() {
        return Stream.concat(
                Stream.of("ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md").map(Sources.PROJECT::resolve),
                documents().filter(file -> Sources.name(file).matches("docs/(adr|flows|state-machines)/.*")));
    }

    static Stream<Path> documents() {
        return Sources.files().stream().filter(file -> file.toString().endsWith(".md"));
    }

    @ParameterizedTest
    @MethodSource("namingClasses")
    void namesOnlyClassesThatExist(Path document) {
        Set<String> missing = new TreeSet<>();
        Matcher names = CLASS.matcher(CODE.matcher(Sources.read(document)).replaceAll(""));
        while (names.find()) {
            boolean known = TYPES.contains(names.group(1)) && (names.group(2) == null || knows(names));
            if (!known) {
                missing.add(names.group());
            }
        }

        assertThat(missing)
                .as("%s names what is not there", Sources.name(document))
                .isEmpty();
    }

    /// Whether a class of that name has a nested class or a method, or is a call of it.
    private static boolean knows(MatchResult name) {
        String inner = name.group(2);
        return TYPES.contains(inner)
                || Production.CLASSES.stream()
                        .filter(type -> type.getSimpleName().equals(name.group(1)))
                        .flatMap(type -> type.getMethods().stream())
                        .anyMatch(method -> method.getName().equals(inner));
    }

    @Test
    void explainsEveryWordOfTheDomain() {
        String glossary = Sources.read(Sources.PROJECT.resolve("GLOSSARY.md"));
        List<String> unexplained = Production.CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith("dev.berth.domain"))
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .filter(name -> !glossary.contains("`" + name + "`"))
                .toList();

        assertThat(unexplained).isEmpty();
    }

    @Test
    void explainsNoWordTwice() {
        String glossary = Sources.read(Sources.PROJECT.resolve("GLOSSARY.md"));

        assertThat(Pattern.compile("(?m)^\\| \\*\\*(.+?)\\*\\*")
                        .matcher(glossary)
                        .results()
                        .map(each -> each.group(1)))
                .hasSizeGreaterThan(40)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksToFilesThatExist(Path document) {
        List<String> broken = LINK.matcher(CODE.matcher(Sources.read(document)).replaceAll(""))
                .results()
                .map(each -> each.group(1))
                .filter(target -> !AWAITED.contains(target))
                .filter(target -> !Sources.exists(document.resolveSibling(target)))
                .toList();

        assertThat(broken).as(Sources.name(document)).isEmpty();
    }

    @Test
    void awaitsNoDocumentThatIsThere() {
        assertThat(AWAITED).noneMatch(name -> Sources.exists(Sources.PROJECT.resolve(name)));
    }

    @Test
    void numbersDecisionsWithoutGaps() {
        List<String> numbers = documents()
                .map(Sources::name)
                .filter(name -> name.startsWith("docs/adr/"))
                .map(name -> name.substring("docs/adr/".length()).replaceFirst("-.*", ""))
                .sorted()
                .toList();

        assertThat(numbers).hasSizeGreaterThanOrEqualTo(10);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo("%04d".formatted(i + 1));
        }
    }
}
