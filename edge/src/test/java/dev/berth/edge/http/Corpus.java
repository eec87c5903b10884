package dev.berth.edge.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The streams of `framing-corpus.txt`, each with what it must amount to.
public final class Corpus {

    private Corpus() {}

    /// @param verdict as [Framer#verdict] tells it
    /// @param text the stream, a character for each byte
    public record Entry(String name, String verdict, String text) {

        public byte[] stream() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        /// The code of the fault that ends the stream, or nothing.
        public String fault() {
            int at = verdict.indexOf("faulty:");
            return at < 0 ? "" : verdict.substring(at + "faulty:".length());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Entry> entries() {
        try (InputStream in = Corpus.class.getResourceAsStream("/framing-corpus.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Corpus::entry)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        int first = line.indexOf('|');
        int second = line.indexOf('|', first + 1);
        return new Entry(
                line.substring(0, first).strip(),
                line.substring(first + 1, second).strip(),
                unescaped(line.substring(second + 1).strip()));
    }

    /// `\r`, `\n`, `\t`, `\xHH` and `\{byte*count}` stand for what they say.
    private static String unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '\\') {
                bytes.write(c);
                at++;
            } else {
                at = escape(text, at + 1, bytes);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static int escape(String text, int at, ByteArrayOutputStream bytes) {
        switch (text.charAt(at)) {
            case 'r' -> bytes.write('\r');
            case 'n' -> bytes.write('\n');
            case 't' -> bytes.write('\t');
            case '\\' -> bytes.write('\\');
            case 'x' -> {
                bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
                return at + 3;
            }
            case '{' -> {
                int star = text.indexOf('*', at + 2);
                int end = text.indexOf('}', star);
                for (int i = 0; i < Integer.parseInt(text, star + 1, end, 10); i++) {
                    bytes.write(text.charAt(at + 1));
                }
                return end + 1;
            }
            default -> throw new IllegalArgumentException("unknown escape in " + text);
        }
        return at + 1;
    }
}
