package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.Fault;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.CollectedBody;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Overflow;
import io.netty.buffer.ByteBuf;

/// Reads a request's body that is too large for memory into a spool, before it is decided where the request goes.
final class Spooling implements ClientPhase, SpoolWriter.Listener {

    private final ClientConnection client;
    private final ClientRequest request;
    private final BodyReader body;
    private final Decision.Collect collect;
    private final SpoolWriter writer;
    private long read;
    /// Everything that is wanted was read; the disk is waited for.
    private boolean ending;

    Spooling(ClientConnection client, ClientRequest request, BodyReader body, Decision.Collect collect) {
        this.client = client;
        this.request = request;
        this.body = body;
        this.collect = collect;
        this.writer = SpoolWriter.start(client.loop(), collect.spool(), this);
    }

    void begin() {
        client.become(this);
        client.deadlineAt(request.pace().waiting());
    }

    /// What was read before the body was known to be large.
    ///
    /// @param all nothing more comes
    void put(ByteBuf bytes, boolean all) {
        read += bytes.readableBytes();
        writer.put(bytes, bytes.readerIndex(), bytes.readableBytes());
        if (all) {
            end();
        }
    }

    @Override
    public boolean take(ByteBuf in) {
        if (ending || writer.isFull()) {
            return false;
        }
        boolean ended = body.read(in, this::keep);
        Fault fault = body.fault();
        if (fault != null) {
            writer.abandon();
            LocalAnswers.refuse(client, request, Problems.of(fault));
        } else if (ended || read > collect.limits().most()) {
            end();
        } else {
            keepTime();
        }
        return true;
    }

    private void end() {
        ending = true;
        client.noDeadline();
        writer.finish();
    }

    private void keep(ByteBuf bytes, int from, int length, boolean last) {
        request.countBody(length);
        read += length;
        writer.put(bytes, from, length);
    }

    private void keepTime() {
        if (writer.isFull()) {
            request.pace().pause();
            client.noDeadline();
        } else {
            client.deadlineAt(request.pace().waiting());
        }
    }

    @Override
    public void room() {
        if (!ending && !writer.isFull()) {
            keepTime();
            client.resume();
        }
    }

    @Override
    public void finished(BodySource source) {
        if (read > collect.limits().most()) {
            Overflow overflow = new Overflow(-1, read);
            request.keep(source, writer::abandon);
            Decisions.decide(client, request, () -> collect.tooLarge().apply(overflow));
        } else {
            request.keep(source);
            writer.keep();
            Decisions.decide(client, request, () -> collect.then().apply(new CollectedBody.Spooled(source)));
        }
        client.resume();
    }

    @Override
    public void failed() {
        LocalAnswers.refuse(client, request, Problems.NOT_STORED);
        client.resume();
    }

    @Override
    public boolean wantsMore() {
        return ending || !writer.isFull();
    }

    @Override
    public void flush() {
        client.flush();
    }

    @Override
    public void writable() {
        // Nothing is streamed.
    }

    @Override
    public boolean needsMore() {
        return !request.isBodyWhole();
    }

    @Override
    public void inputEnded() {
        // It is of no use without more.
    }

    @Override
    public void expired() {
        writer.abandon();
        LocalAnswers.refuse(client, request, Problems.BODY_TOO_SLOW);
    }

    @Override
    public void gone() {
        writer.abandon();
        request.release(client.loop());
    }
}
