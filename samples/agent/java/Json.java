import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// As much JSON as a small agent needs: maps, lists, strings, numbers, booleans, null. Agents with a build tool use a
/// library instead.
final class Json {

    private static final int DEEPEST = 100;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /// Reads one value; throws [IllegalArgumentException] that says where the text goes wrong.
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.blanks();
        if (json.at < text.length()) {
            throw json.wrong("nothing should follow");
        }
        return value;
    }

    static String write(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                map.forEach((name, member) -> members.add(quoted(name.toString()) + ": " + write(member)));
                yield "{" + String.join(", ", members) + "}";
            }
            case List<?> list -> "[" + String.join(", ", list.stream().map(Json::write).toList()) + "]";
            case Number number -> number.toString();
            case Boolean choice -> choice.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw wrong("nested too deeply");
        }
        blanks();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        blanks();
        while (peek() != '}') {
            String name = string();
            blanks();
            expect(':');
            object.put(name, value(depth + 1));
            separator('}');
        }
        at++;
        return object;
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        at++;
        blanks();
        while (peek() != ']') {
            list.add(value(depth + 1));
            separator(']');
        }
        at++;
        return list;
    }

    /// A comma with something after it, or the end of what is being read.
    private void separator(char end) {
        blanks();
        if (peek() != end) {
            expect(',');
            blanks();
            if (peek() == end) {
                throw wrong("expected a value");
            }
        }
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return out.toString();
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw wrong("expected four hex digits");
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw wrong("an unknown escape");
        };
    }

    private Object word() {
        int start = at;
        while (at < text.length() && "{}[]:,\" \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> {
                if (!word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                    throw wrong("expected a value");
                }
                yield Double.valueOf(word);
            }
        };
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("expected '" + wanted + "'");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("it ends too early");
        }
        return text.charAt(at);
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(why + " at character " + (at + 1));
    }
}
