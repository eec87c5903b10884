package dev.berth.edge.differential;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What another parser made of the bytes of one connection.
///
/// @param ended it ended the connection by itself
record View(List<Item> items, boolean ended) {

    /// What it answered to one request.
    sealed interface Item {

        record Took(Seen seen) implements Item {}

        /// It refused a request, by itself.
        record Refused(String statusLine) implements Item {

            /// Status and reason.
            String reason() {
                return statusLine.substring(9);
            }
        }
    }

    View {
        items = List.copyOf(items);
    }

    /// Reads the answers of a parser that puts what it saw into them.
    static View of(byte[] answers, boolean ended) {
        PlainReader reader = new PlainReader(new ByteArrayInputStream(answers));
        List<Item> items = new ArrayList<>();
        try {
            PlainReader.Message answer = reader.answer(false);
            while (answer != null) {
                items.add(item(answer));
                answer = reader.answer(false);
            }
        } catch (EOFException _) {
            return new View(items, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new View(items, ended);
    }

    private static Item item(PlainReader.Message answer) {
        List<String> seen = answer.values(Seen.HEADER);
        return seen.isEmpty() ? new Item.Refused(answer.startLine()) : new Item.Took(Seen.decoded(seen.getFirst()));
    }
}
