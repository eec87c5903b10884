package dev.berth.edge.differential;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads messages in the plainest form there is, and shares no code with the edge: lines end with CR LF, one length or
/// `chunked`, no extensions. What needs more to be understood is a failure.
final class PlainReader {

    private final InputStream in;

    PlainReader(InputStream in) {
        this.in = in;
    }

    /// One message.
    ///
    /// @param head with its empty line
    /// @param content without chunks and trailers
    record Message(String head, String content) {

        String startLine() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        List<Seen.Field> fields() {
            return head.lines()
                    .skip(1)
                    .filter(line -> !line.isEmpty())
                    .map(line -> new Seen.Field(
                            line.substring(0, line.indexOf(':')), blanksCut(line.substring(line.indexOf(':') + 1))))
                    .toList();
        }

        List<String> values(String name) {
            return fields().stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(Seen.Field::value)
                    .toList();
        }

        Seen seen() {
            String[] words = startLine().split(" ", -1);
            return Seen.of(words[0], words[1], fields(), content);
        }

        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }

    /// Messages that were read one after the other.
    ///
    /// @param whole nothing stood behind the last one, whole or not, plain or not
    record Messages(List<Message> list, boolean whole) {}

    /// All requests of one connection.
    static Messages requests(String bytes) {
        PlainReader reader = new PlainReader(new ByteArrayInputStream(Latin1.bytes(bytes)));
        List<Message> list = new ArrayList<>();
        try {
            Message message = reader.request();
            while (message != null) {
                list.add(message);
                message = reader.request();
            }
            return new Messages(list, true);
        } catch (IOException | RuntimeException _) {
            return new Messages(list, false);
        }
    }

    /// The next request, or null at the end.
    @Nullable
    Message request() throws IOException {
        String head = head();
        return head == null ? null : new Message(head, content(new Message(head, "")));
    }

    /// The next answer that is not an interim one, or null at the end. A refusal of a HEAD comes without its body, and
    /// ends the connection.
    ///
    /// @param toHead whether a body follows the head
    @Nullable
    Message answer(boolean toHead) throws IOException {
        String head = head();
        while (head != null && head.startsWith("HTTP/1.1 1")) {
            head = head();
        }
        if (head == null) {
            return null;
        }
        Message bare = new Message(head, "");
        boolean bodiless = toHead || bare.status() == 204 || bare.status() == 304;
        try {
            return bodiless ? bare : new Message(head, content(bare));
        } catch (EOFException e) {
            if (bare.status() < 400) {
                throw e;
            }
            return bare;
        }
    }

    private @Nullable String head() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0 && bytes.size() == 0) {
                return null;
            }
            bytes.write(checked(b));
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return Latin1.text(bytes.toByteArray());
    }

    private String content(Message bare) throws IOException {
        List<String> lengths = bare.values("Content-Length");
        List<String> codings = bare.values("Transfer-Encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new IOException("more than one framing in " + bare.head());
        }
        if (!lengths.isEmpty()) {
            return exactly(Integer.parseInt(lengths.getFirst()));
        }
        if (codings.isEmpty()) {
            return "";
        }
        if (!codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new IOException("unknown framing in " + bare.head());
        }
        return chunks();
    }

    private String chunks() throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                while (!line().isEmpty()) {
                    // A trailer.
                }
                return content.toString();
            }
            content.append(exactly(size));
            if (!line().isEmpty()) {
                throw new IOException("a chunk is longer than it says");
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = checked(in.read());
        while (b != '\n') {
            line.write(b);
            b = checked(in.read());
        }
        String text = Latin1.text(line.toByteArray());
        if (!text.endsWith("\r")) {
            throw new IOException("a line ends with LF alone: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    private String exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return Latin1.text(bytes);
    }

    private static int checked(int b) throws EOFException {
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    private static String blanksCut(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }
}
