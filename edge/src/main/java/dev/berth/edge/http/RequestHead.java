package dev.berth.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The head of a request that keeps to RFC 9112, as a read-only view of its bytes.
///
/// Valid until the exchange that it began is finished; afterwards reading it fails. Copy what is needed longer.
public final class RequestHead {

    private final HeadReader reader;
    private final RequestLine line;
    private final Options options;
    private final BodyFraming framing;
    private final boolean expectsContinue;
    private final boolean upgrade;
    private boolean released;

    private RequestHead(
            HeadReader reader, RequestLine line, Options options, BodyFraming framing, boolean expectsContinue) {
        this.reader = reader;
        this.line = line;
        this.options = options;
        this.framing = framing;
        this.expectsContinue = expectsContinue;
        this.upgrade = options.upgrade() && !line.http10() && framing.isEmpty() && Upgrades.isPassedOn(reader);
    }

    /// What a head that was read amounts to.
    public sealed interface Parsed {
        record Sound(RequestHead head) implements Parsed {}

        record Faulty(Fault fault) implements Parsed {}
    }

    /// Checks the whole head. The reader must have read it to its end.
    public static Parsed parse(HeadReader reader) {
        Fault fault = reader.fault();
        if (fault != null) {
            return new Parsed.Faulty(fault);
        }
        RequestLine line = new RequestLine();
        fault = line.parse(reader.bytes(), reader.startLine(), reader.startLineEnd());
        if (fault == null) {
            fault = HostHeader.check(reader, line);
        }
        return fault == null ? parseFields(reader, line) : new Parsed.Faulty(fault);
    }

    private static Parsed parseFields(HeadReader reader, RequestLine line) {
        Options options = Options.of(reader.bytes(), reader.fields());
        Lengths lengths = Lengths.of(reader.bytes(), reader.fields(), line.http10());
        Fault fault = lengths.fault() != null ? lengths.fault() : options.fault();
        if (fault != null) {
            return new Parsed.Faulty(fault);
        }
        boolean expects = reader.fields().has(Known.EXPECT) && !line.http10();
        if (expects && !expectsOnlyContinue(reader)) {
            return new Parsed.Faulty(Fault.EXPECTATION);
        }
        BodyFraming framing = lengths.framing() == null ? new BodyFraming.None() : lengths.framing();
        return new Parsed.Sound(new RequestHead(reader, line, options, framing, expects && !framing.isEmpty()));
    }

    private static boolean expectsOnlyContinue(HeadReader reader) {
        HeaderFields fields = reader.fields();
        int field = fields.find(Known.EXPECT, 0);
        return fields.find(Known.EXPECT, field + 1) < 0
                && Ascii.equalsIgnoreCase(
                        reader.bytes(), fields.valueStart(field), fields.valueEnd(field), Words.CONTINUE_100);
    }

    public String method() {
        valid();
        return line.method();
    }

    /// True for HEAD, whose answer has no body.
    public boolean isHead() {
        return line.isHead();
    }

    /// The request target as it came, without scheme and authority if it had them.
    public AsciiSlice target() {
        valid();
        return line.target();
    }

    public boolean isHttp10() {
        return line.http10();
    }

    public BodyFraming framing() {
        return framing;
    }

    /// The client waits for `100 Continue` before it sends its body.
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /// The client asks for another protocol on this connection.
    public boolean isUpgrade() {
        return upgrade;
    }

    /// The client means to send more requests on this connection.
    public boolean keepsAlive() {
        return line.http10() ? options.keepAlive() && !options.close() : !options.close();
    }

    /// The value of the first header of that name.
    public Optional<AsciiSlice> header(HeaderName name) {
        return Optional.ofNullable(headerOrNull(name));
    }

    /// As [#header], for the path on which nothing is allocated.
    public @Nullable AsciiSlice headerOrNull(HeaderName name) {
        valid();
        return reader.fields().first(name, reader.bytes());
    }

    /// The values of all headers of that name, in their order.
    public List<AsciiSlice> values(HeaderName name) {
        valid();
        List<AsciiSlice> values = new ArrayList<>();
        int field = reader.fields().find(name, reader.bytes(), 0);
        while (field >= 0) {
            values.add(reader.fields().value(reader.bytes(), field));
            field = reader.fields().find(name, reader.bytes(), field + 1);
        }
        return values;
    }

    /// The whole head as it came, in a copy.
    public byte[] toBytes() {
        valid();
        return new AsciiSlice(reader.bytes(), reader.startLine(), reader.length()).toBytes();
    }

    /// Ends the validity of this view: its bytes may be used for another head. A call with no effect twice.
    public void release() {
        released = true;
    }

    Options options() {
        return options;
    }

    byte[] bytes() {
        valid();
        return reader.bytes();
    }

    /// How many bytes the head has.
    public int length() {
        return reader.length();
    }

    int startLine() {
        return reader.startLine();
    }

    int fieldsStart() {
        return reader.startLineEnd() + 2;
    }

    /// Where the empty line begins.
    int fieldsEnd() {
        return reader.length() - 2;
    }

    HeaderFields fields() {
        return reader.fields();
    }

    private void valid() {
        if (released) {
            throw new IllegalStateException("the request is over and its head is gone");
        }
    }

    /// Method and target, for messages to people.
    @Override
    public String toString() {
        return released ? "a request that is over" : line.method() + " " + line.target();
    }
}
