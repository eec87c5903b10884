package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.route.Call;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Waits for a request's head and reads it. One for a connection, begun again for each request.
final class ReadingHead implements ClientPhase {

    private final ClientConnection client;
    private @Nullable HeadReader reader;

    ReadingHead(ClientConnection client) {
        this.client = client;
    }

    void begin() {
        client.deadlineIn(client.loop().limits().times().idle());
    }

    boolean hasBegun() {
        return reader != null;
    }

    @Override
    public boolean take(ByteBuf in) {
        HeadReader current = reader;
        if (current == null) {
            current = client.loop().takeRequestReader();
            reader = current;
            client.deadlineIn(client.loop().limits().times().head());
        }
        if (current.read(in)) {
            reader = null;
            arrived(current);
        }
        return true;
    }

    private void arrived(HeadReader whole) {
        switch (RequestHead.parse(whole)) {
            case RequestHead.Parsed.Faulty(Fault fault) -> {
                client.loop().giveRequestReader(whole);
                LocalAnswers.refuseHead(client, Problems.of(fault));
            }
            case RequestHead.Parsed.Sound(RequestHead head) -> route(whole, head);
        }
    }

    private void route(HeadReader whole, RequestHead head) {
        Loop loop = client.loop();
        Call call = new Call(head, client.peer(), loop.ids().next());
        long maxBody = loop.limits().flow().body();
        ClientRequest request = ClientRequest.coming(call, whole, loop);
        if (head.framing() instanceof BodyFraming.Length(long length) && length > maxBody) {
            LocalAnswers.refuse(client, request, Problems.of(Fault.BODY_TOO_LARGE));
        } else {
            Decisions.route(client, request);
        }
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
        if (reader == null) {
            client.wire().finish();
        } else {
            dropReader();
            LocalAnswers.refuseHead(client, Problems.HEAD_TOO_SLOW);
        }
    }

    @Override
    public void gone() {
        dropReader();
    }

    private void dropReader() {
        if (reader != null) {
            client.loop().giveRequestReader(reader);
            reader = null;
        }
    }
}
