package dev.berth.cli.deploy;

import dev.berth.cli.shell.Shell;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads names with values, as `-e`, `--env-file`, `--secret` and `--label` take them.
///
/// Every method throws an [IllegalArgumentException] that says what is wrong; no message holds a value.
final class Variables {

    private Variables() {}

    /// `NAME=VALUE`, or `NAME` for the value that it has in this command's own environment.
    static Map<String, String> environment(List<String> texts, Shell shell) {
        Map<String, String> read = new LinkedHashMap<>();
        texts.forEach(each -> put(read, each, name -> own(shell, name)));
        return read;
    }

    /// Like [#environment], and `NAME=@FILE` takes a file's content without its last line break. `@@` is a plain `@`.
    static Map<String, String> secrets(List<String> texts, Shell shell) {
        Map<String, String> read = new LinkedHashMap<>();
        environment(texts, shell).forEach((name, value) -> read.put(name, secret(texts, name, value)));
        return read;
    }

    /// `KEY=VALUE`, or `KEY` alone.
    static Map<String, String> labels(List<String> texts) {
        Map<String, String> read = new LinkedHashMap<>();
        texts.forEach(each -> put(read, each, _ -> ""));
        return read;
    }

    /// A file with a variable on each line; empty lines and those that begin with `#` are skipped. Values are taken as
    /// they stand, quotes too.
    static Map<String, String> file(Path file, Shell shell) {
        List<String> lines = content(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        return environment(lines, shell);
    }

    static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(unreadable(file, e), e);
        }
    }

    private static String unreadable(Path file, IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no file " + file;
            case AccessDeniedException _ -> "you may not read " + file;
            case CharacterCodingException _ -> file + " is not UTF-8 text";
            default -> Files.isDirectory(file) ? file + " is a folder" : "cannot read " + file + ": " + e.getMessage();
        };
    }

    static String withoutLastBreak(String text) {
        String end = text.endsWith("\r\n") ? "\r\n" : "\n";
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    /// The names that `NAME-` takes away.
    static List<String> removed(List<String> texts) {
        return texts.stream()
                .filter(Variables::isRemoval)
                .map(text -> text.substring(0, text.length() - 1))
                .toList();
    }

    /// The others.
    static List<String> kept(List<String> texts) {
        return texts.stream().filter(text -> !isRemoval(text)).toList();
    }

    private static boolean isRemoval(String text) {
        return text.length() > 1 && text.endsWith("-") && text.indexOf('=') < 0;
    }

    /// Finds a value for a name that stands alone.
    @FunctionalInterface
    private interface Fallback {
        String of(String name);
    }

    private static void put(Map<String, String> read, String text, Fallback fallback) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (name.isBlank()) {
            throw new IllegalArgumentException("write it as NAME=VALUE; the name is missing");
        }
        read.put(name, equals < 0 ? fallback.of(name) : text.substring(equals + 1));
    }

    private static String own(Shell shell, String name) {
        String value = shell.environment().get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " has no value: write " + name + "=VALUE, or export " + name + " before");
        }
        return value;
    }

    private static String secret(List<String> texts, String name, String value) {
        if (texts.contains(name) || !value.startsWith("@")) {
            return value;
        }
        return value.startsWith("@@") ? value.substring(1) : withoutLastBreak(content(Path.of(value.substring(1))));
    }
}
