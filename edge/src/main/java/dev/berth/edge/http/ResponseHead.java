package dev.berth.edge.http;

import java.util.Arrays;
import java.util.Optional;

/// The head of an answer, as a read-only view of its bytes. Valid until the next head is read from the same upstream.
public final class ResponseHead {

    private static final byte[] HTTP_1 = Ascii.bytes("HTTP/1.");
    private static final AsciiSlice TIMEOUT = AsciiSlice.of("timeout=");
    private static final int STATUS_AT = 9;
    private static final int STATUS_END = STATUS_AT + 3;

    private final HeadReader reader;
    private final int status;
    private final boolean http10;
    private final Options options;
    private final BodyFraming framing;

    private ResponseHead(HeadReader reader, int status, boolean http10, Options options, BodyFraming framing) {
        this.reader = reader;
        this.status = status;
        this.http10 = http10;
        this.options = options;
        this.framing = framing;
    }

    /// What an answer's head amounts to.
    public sealed interface Parsed {
        record Sound(ResponseHead head) implements Parsed {}

        record Faulty(Fault fault) implements Parsed {}
    }

    /// Checks a head that was read to its end.
    ///
    /// @param toHead whether the request was a HEAD, whose answer has no body whatever its headers say
    public static Parsed parse(HeadReader reader, boolean toHead) {
        Fault fault = reader.fault();
        if (fault != null) {
            return new Parsed.Faulty(fault);
        }
        byte[] bytes = reader.bytes();
        int from = reader.startLine();
        int status = status(bytes, from, reader.startLineEnd());
        if (status < 0) {
            return new Parsed.Faulty(Fault.STATUS_LINE);
        }
        boolean http10 = bytes[from + HTTP_1.length] == '0';
        Options options = Options.of(bytes, reader.fields());
        if (options.fault() != null) {
            return new Parsed.Faulty(options.fault());
        }
        if (status < 200 || status == 204) {
            return new Parsed.Sound(new ResponseHead(reader, status, http10, options, new BodyFraming.None()));
        }
        Lengths lengths = Lengths.of(bytes, reader.fields(), http10);
        if (lengths.fault() != null) {
            return new Parsed.Faulty(lengths.fault());
        }
        // What such an answer says of its length goes on to the client, so it is checked although nothing follows.
        if (toHead || status == 304) {
            return new Parsed.Sound(new ResponseHead(reader, status, http10, options, new BodyFraming.None()));
        }
        BodyFraming framing = lengths.framing() == null ? new BodyFraming.UntilClose() : lengths.framing();
        return new Parsed.Sound(new ResponseHead(reader, status, http10, options, framing));
    }

    /// The status, or -1 when the line is malformed. The blank before an empty reason may be missing.
    private static int status(byte[] bytes, int from, int to) {
        boolean sound = to - from >= STATUS_END
                && Arrays.equals(bytes, from, from + HTTP_1.length, HTTP_1, 0, HTTP_1.length)
                && (bytes[from + 7] == '1' || bytes[from + 7] == '0')
                && bytes[from + 8] == ' '
                && (to - from == STATUS_END || bytes[from + STATUS_END] == ' ');
        int status = 0;
        for (int i = STATUS_AT; i < STATUS_END && sound; i++) {
            sound = Ascii.isDigit(bytes[from + i]);
            status = status * 10 + bytes[from + i] - '0';
        }
        return sound && status >= 100 ? status : -1;
    }

    public int status() {
        return status;
    }

    /// 1xx: another head follows. Not 101, after which no HTTP follows.
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    public boolean isHttp10() {
        return http10;
    }

    public BodyFraming framing() {
        return framing;
    }

    /// The connection may carry another request after this answer.
    public boolean keepsAlive() {
        if (framing instanceof BodyFraming.UntilClose) {
            return false;
        }
        return http10 ? options.keepAlive() && !options.close() : !options.close();
    }

    public Optional<AsciiSlice> header(HeaderName name) {
        return Optional.ofNullable(reader.fields().first(name, reader.bytes()));
    }

    /// How long the upstream says that it keeps an idle connection, or -1 when it does not say.
    public long keepAliveSeconds() {
        HeaderFields fields = reader.fields();
        if (!fields.has(Known.KEEP_ALIVE)) {
            return -1;
        }
        AsciiSlice value = fields.value(reader.bytes(), fields.find(Known.KEEP_ALIVE, 0));
        int at = TIMEOUT.length();
        if (!value.startsWithIgnoreCase(TIMEOUT)) {
            return -1;
        }
        long seconds = 0;
        while (at < value.length() && Ascii.isDigit(value.at(at)) && seconds < Integer.MAX_VALUE) {
            seconds = seconds * 10 + value.at(at++) - '0';
        }
        return seconds;
    }

    /// The whole head as it came, in a copy.
    public byte[] toBytes() {
        return new AsciiSlice(reader.bytes(), reader.startLine(), reader.length()).toBytes();
    }

    /// The three digits and the reason.
    AsciiSlice statusAndReason() {
        return new AsciiSlice(reader.bytes(), reader.startLine() + STATUS_AT, reader.startLineEnd());
    }

    Options options() {
        return options;
    }

    int length() {
        return reader.length();
    }

    int fieldsStart() {
        return reader.startLineEnd() + 2;
    }

    int fieldsEnd() {
        return reader.length() - 2;
    }

    byte[] bytes() {
        return reader.bytes();
    }

    HeaderFields fields() {
        return reader.fields();
    }
}
