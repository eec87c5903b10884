package dev.berth.e2e.docs;

import java.util.List;
import java.util.regex.Pattern;

/// What a page says is said, against what was said. Ids, times, durations and sizes may differ; so may what `…` stands
/// for: any part of a line, or, alone on a line, any lines.
final class Wording {

    private static final String ANYTHING = "…";

    /// What takes the place of things that differ, the longer ones first.
    private static final List<Kind> KINDS = List.of(
            new Kind("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME"),
            new Kind("\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} [\\d:]+ GMT", "TIME"),
            new Kind("\\b[0-9a-f]{32}\\b", "ID"),
            new Kind("\\b[0-9a-f]{24}\\b", "ID"),
            new Kind("\\b[0-9a-f]{12}\\b", "ID"),
            new Kind("\\b\\d+(\\.\\d+)? ?(ms|s|m|h|d)\\b", "DURATION"),
            new Kind("\\b\\d+(\\.\\d+)?(B|KiB|MiB|GiB)\\b", "SIZE"),
            new Kind("\\b\\d+\\.\\d+%", "PERCENT"),
            new Kind("[cC]ontent-[lL]ength: \\d+", "LENGTH"),
            new Kind("\"(uptime_seconds|calls)\": \\d+", "COUNT"),
            new Kind(" +", " "));

    private record Kind(Pattern pattern, String word) {

        Kind(String pattern, String word) {
            this(Pattern.compile(pattern), word);
        }
    }

    private Wording() {}

    static boolean matches(List<String> page, List<String> said) {
        StringBuilder pattern = new StringBuilder();
        for (String line : page) {
            if (line.equals(ANYTHING)) {
                pattern.append("(.*\n)*");
            } else {
                pattern.append(linePattern(general(line))).append('\n');
            }
        }
        StringBuilder text = new StringBuilder();
        said.forEach(line -> text.append(general(line)).append('\n'));
        return Pattern.matches(pattern.toString(), text);
    }

    private static String linePattern(String line) {
        return Pattern.quote(line).replace(ANYTHING, "\\E.*\\Q");
    }

    private static String general(String line) {
        String text = line.stripTrailing();
        for (Kind kind : KINDS) {
            text = kind.pattern().matcher(text).replaceAll(kind.word());
        }
        return text;
    }
}
