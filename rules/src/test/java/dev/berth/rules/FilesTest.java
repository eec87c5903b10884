package dev.berth.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What no file may hold.
class FilesTest {

    private static final int MOST_LINES = 400;

    private static final Pattern HOME_OF_A_PERSON = Pattern.compile("/home/(?!agent\\b)\\w+|/Users/\\w+|C:\\\\Users");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(|\\bTimeUnit\\.\\w+\\.sleep\\(");
    private static final Pattern SKIP = Pattern.compile("@Disabled|@Ignore|\\bassume(True|False|That|ingThat)\\(");
    private static final Pattern OLD_DOC = Pattern.compile("(?m)^\\s*/\\*\\*");
    private static final Pattern WILDCARD = Pattern.compile("(?m)^import (static )?[\\w.]+\\.\\*;");
    private static final Pattern LATER = Pattern.compile("\\b(TODO|FIXME)\\b(?! #\\d+)");

    private static boolean isTest(Path file) {
        return Sources.name(file).contains("src/test/") || Sources.name(file).startsWith("testkit/");
    }

    private static List<String> holding(Stream<Path> files, Pattern pattern) {
        return files.filter(file -> pattern.matcher(Sources.read(file)).find())
                .map(Sources::name)
                .toList();
    }

    /// Where it happens to be checked out, built and run belongs in no file.
    @Test
    void namesNoPlaceOfThisMachine() {
        String checkout = Sources.PROJECT.toString();
        String jdk = System.getProperty("java.home");
        Pattern places = Pattern.compile(Pattern.quote(checkout) + "|" + Pattern.quote(jdk) + "|" + HOME_OF_A_PERSON);

        assertThat(holding(Sources.files().stream(), places)).isEmpty();
    }

    @Test
    void neverSleepsInATest() {
        assertThat(holding(Sources.javaFiles().stream().filter(FilesTest::isTest), SLEEP))
                .isEmpty();
    }

    @Test
    void skipsNoTest() {
        assertThat(holding(Sources.javaFiles().stream().filter(FilesTest::isTest), SKIP))
                .containsOnly("rules/src/test/java/dev/berth/rules/FilesTest.java");
    }

    @Test
    void writesDocumentationInOneForm() {
        assertThat(holding(Sources.javaFiles().stream(), OLD_DOC)).isEmpty();
    }

    @Test
    void importsByName() {
        assertThat(holding(Sources.javaFiles().stream(), WILDCARD)).isEmpty();
    }

    @Test
    void leavesNothingForLaterWithoutAnIssue() {
        assertThat(holding(Sources.javaFiles().stream(), LATER))
                .containsOnly("rules/src/test/java/dev/berth/rules/FilesTest.java");
    }

    @Test
    void keepsFilesShort() {
        List<String> tooLong = Sources.javaFiles().stream()
                .filter(file -> !isTest(file))
                .filter(file -> Sources.read(file).lines().count() > MOST_LINES)
                .map(Sources::name)
                .toList();

        assertThat(tooLong).isEmpty();
    }
}
