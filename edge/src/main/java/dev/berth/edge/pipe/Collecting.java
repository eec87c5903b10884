package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.LocalHead;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.CollectedBody;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Overflow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/// Reads a request's whole body before it is decided where the request goes.
final class Collecting implements ClientPhase {

    private static final int FIRST_CAPACITY = 4096;

    private final ClientConnection client;
    private final ClientRequest request;
    private final BodyReader body;
    private final Decision.Collect collect;
    private final ByteBuf framed;

    private Collecting(ClientConnection client, ClientRequest request, BodyReader body, Decision.Collect collect) {
        this.client = client;
        this.request = request;
        this.body = body;
        this.collect = collect;
        this.framed = client.wire().buffer(FIRST_CAPACITY);
    }

    static void begin(ClientConnection client, ClientRequest request, Decision.Collect collect) {
        BodyReader body = request.body();
        if (body == null) {
            CollectedBody empty = new CollectedBody.InMemory(request.head().framing(), new byte[0]);
            Decisions.decide(client, request, () -> collect.then().apply(empty));
        } else if (body.missing() > collect.limits().most()) {
            Overflow overflow = new Overflow(body.missing(), 0);
            Decisions.decide(client, request, () -> collect.tooLarge().apply(overflow));
        } else if (request.hasBodyBegun()) {
            throw new IllegalStateException("a body is collected once");
        } else {
            sayContinue(client, request);
            if (body.missing() > collect.limits().inMemory()) {
                new Spooling(client, request, body, collect).begin();
            } else {
                new Collecting(client, request, body, collect).begin();
            }
        }
    }

    private void begin() {
        client.become(this);
        client.deadlineAt(request.pace().waiting());
    }

    private static void sayContinue(ClientConnection client, ClientRequest request) {
        if (request.awaitsContinue() && !client.holdsBytes()) {
            ByteBuf answer = client.wire().buffer(32);
            LocalHead.writeContinue(answer);
            client.wire().write(answer);
        }
        request.continueSent();
    }

    @Override
    public boolean take(ByteBuf in) {
        boolean ended = body.read(in, this::keep);
        client.deadlineAt(request.pace().waiting());
        Fault fault = body.fault();
        if (fault != null) {
            framed.release();
            LocalAnswers.refuse(client, request, Problems.of(fault));
        } else if (framed.readableBytes() > collect.limits().most()) {
            Overflow overflow = new Overflow(-1, framed.readableBytes());
            request.keep(BodySource.of(taken()));
            Decisions.decide(client, request, () -> collect.tooLarge().apply(overflow));
        } else if (framed.readableBytes() > collect.limits().inMemory()) {
            spool(ended);
        } else if (ended) {
            byte[] bytes = taken();
            CollectedBody whole = new CollectedBody.InMemory(request.head().framing(), bytes);
            request.keep(BodySource.of(bytes));
            Decisions.decide(client, request, () -> collect.then().apply(whole));
        }
        return true;
    }

    private byte[] taken() {
        byte[] bytes = ByteBufUtil.getBytes(framed);
        framed.release();
        return bytes;
    }

    private void spool(boolean ended) {
        Spooling spooling = new Spooling(client, request, body, collect);
        spooling.begin();
        spooling.put(framed, ended);
        framed.release();
    }

    private void keep(ByteBuf bytes, int from, int length, boolean last) {
        request.countBody(length);
        framed.writeBytes(bytes, from, length);
    }

    @Override
    public boolean wantsMore() {
        return true;
    }

    @Override
    public void flush() {
        client.wire().flush();
    }

    @Override
    public void writable() {
        // Nothing is streamed.
    }

    @Override
    public boolean needsMore() {
        return true;
    }

    @Override
    public void inputEnded() {
        // It is of no use without more.
    }

    @Override
    public void expired() {
        framed.release();
        LocalAnswers.refuse(client, request, Problems.BODY_TOO_SLOW);
    }

    @Override
    public void gone() {
        framed.release();
        request.release(client.loop());
    }
}
