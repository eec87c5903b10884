package dev.berth.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads one HTTP/1.1 answer to its end; one that breaks off is no answer.
final class ReplyReader {

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST_BODY = 256 << 20;
    private static final int NO_LENGTH = -1;

    private final InputStream in;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    Calls.Reply read() throws IOException {
        int status = status(line());
        int length = NO_LENGTH;
        boolean chunked = false;
        int headers = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (++headers > MOST_HEADERS) {
                throw new IOException("the answer has too many headers");
            }
            if (has(header, "Content-Length:")) {
                length = number(header.substring(header.indexOf(':') + 1), 10);
            } else if (has(header, "Transfer-Encoding:")) {
                chunked = header.endsWith("chunked");
            }
        }
        return new Calls.Reply(status, new String(body(status, length, chunked), StandardCharsets.UTF_8));
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("that is no answer of an engine: " + line);
        }
        return number(words[1], 10);
    }

    private static boolean has(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }

    private static int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text.strip(), radix);
            if (number < 0 || number > LONGEST_BODY) {
                throw new IOException("the answer is too long: " + text);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IOException("the answer cannot be read: " + text, e);
        }
    }

    private byte[] body(int status, int length, boolean chunked) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (chunked) {
            return chunks();
        }
        return length == NO_LENGTH ? rest() : exactly(length);
    }

    private byte[] rest() throws IOException {
        byte[] bytes = in.readNBytes(LONGEST_BODY);
        if (in.read() >= 0) {
            throw new IOException("the answer is too long");
        }
        return bytes;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw brokenOff();
        }
        return bytes;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            if (all.size() > LONGEST_BODY - size) {
                throw new IOException("the answer is too long");
            }
            all.writeBytes(exactly(size));
            line();
        }
        return all.toByteArray();
    }

    private int chunkSize() throws IOException {
        String line = line();
        int extension = line.indexOf(';');
        return number(extension < 0 ? line : line.substring(0, extension), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw brokenOff();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the answer has a line that is too long");
            }
            line.append((char) each);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private static EOFException brokenOff() {
        return new EOFException("the answer broke off");
    }
}
