package dev.berth.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of the project, as they lie in its folder.
final class Sources {

    static final Path PROJECT = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
            .filter(folder -> Files.exists(folder.resolve("mvnw")))
            .findFirst()
            .orElseThrow();

    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", ".idea", ".vscode");
    private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");

    private Sources() {}

    static List<String> modules() {
        return MODULE.matcher(read(PROJECT.resolve("pom.xml")))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replaceAll("<.*?>", ""))
                .toList();
    }

    /// Every file that is the project's own.
    static List<Path> files() {
        return below(PROJECT);
    }

    static List<Path> javaFiles() {
        return files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    static Set<String> mainPackages(String module) {
        Path root = PROJECT.resolve(module).resolve("src/main/java");
        return below(root).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .map(file -> root.relativize(file)
                        .toString()
                        .replaceFirst("/[^/]+$", "")
                        .replace('/', '.'))
                .collect(Collectors.toSet());
    }

    private static List<Path> below(Path folder) {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> !NOT_OURS.contains(each.getFileName().toString()))
                    .sorted()
                    .flatMap(each -> Files.isDirectory(each) ? below(each).stream() : Stream.of(each))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Bytes as Latin-1 characters, so that any file can be searched.
    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean exists(Path file) {
        return Files.exists(file);
    }

    static String name(Path file) {
        return PROJECT.relativize(file).toString();
    }
}
