package dev.berth.controlplane.requests;

import dev.berth.journal.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The head of a kept call or answer, read from the bytes that came.
///
/// @param first the request line or the status line
public record StoredHead(String first, List<Header> headers) {

    /// @param name as it was written
    public record Header(String name, String value) {}

    public StoredHead {
        headers = List.copyOf(headers);
    }

    public static StoredHead of(Bytes head) {
        String[] lines = new String(head.array(), StandardCharsets.ISO_8859_1).split("\r\n");
        return new StoredHead(
                lines[0],
                Stream.of(lines)
                        .skip(1)
                        .filter(line -> line.indexOf(':') > 0)
                        .map(StoredHead::header)
                        .toList());
    }

    private static Header header(String line) {
        int colon = line.indexOf(':');
        return new Header(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /// The method of a request.
    public Optional<String> method() {
        int end = first.indexOf(' ');
        return end > 0 ? Optional.of(first.substring(0, end)) : Optional.empty();
    }

    /// The target of a request, with its query.
    public Optional<String> target() {
        int begin = first.indexOf(' ') + 1;
        int end = first.lastIndexOf(' ');
        return begin > 0 && end > begin ? Optional.of(first.substring(begin, end)) : Optional.empty();
    }
}
