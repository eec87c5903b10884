package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.HeadWriter;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.LocalHead;
import dev.berth.edge.http.RequestId;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Outcome;
import dev.berth.kit.Problem;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/// Writes the answers that are made here.
final class LocalAnswers {

    private static final int HEAD_ROOM = 256;

    private LocalAnswers() {}

    /// Answers a head that is no request. The connection ends: nothing that follows can be trusted.
    static void refuseHead(ClientConnection client, Problem problem) {
        RequestId id = client.loop().ids().next();
        ByteBuffer body = Problems.body(problem, id);
        write(client, problem.status(), problemHeaders(HeaderLines.none()), body, id, HeadWriter.Connection.CLOSE);
        Lingering.begin(client, false);
    }

    static void refuse(ClientConnection client, ClientRequest request, Problem problem) {
        refuse(client, request, new Decision.Refuse(problem));
    }

    static void refuse(ClientConnection client, ClientRequest request, Decision.Refuse refuse) {
        ByteBuffer body = Problems.body(refuse.problem(), request.call().id());
        HeaderLines headers = problemHeaders(refuse.headers());
        answer(client, request, new Decision.Answer(refuse.problem().status(), headers, body, refuse.observer()));
    }

    static void answer(ClientConnection client, ClientRequest request, Decision.Answer answer) {
        boolean keep = keepsClient(client, request);
        HeadWriter.Connection connection = connection(request, keep);
        ByteBuffer body =
                request.head().isHead() ? ByteBuffer.allocate(0) : answer.body().duplicate();
        int length = answer.body().remaining();
        ByteBuf out = head(
                client,
                answer.status(),
                answer.headers(),
                length,
                request.call().id(),
                connection);
        long bytesOut = (long) out.readableBytes() + body.remaining();
        out.writeBytes(body);
        client.wire().write(out);
        answer.observer().finished(Outcome.ANSWERED_HERE, request.bytesIn(), bytesOut);
        client.answered(request, keep);
    }

    /// Whether the client's connection can carry another request after this one was answered.
    static boolean keepsClient(ClientConnection client, ClientRequest request) {
        return request.head().keepsAlive() && !client.loop().isClosing() && canReadRest(client, request);
    }

    /// A body that is not read yet is worth reading when it is known to be short and on its way.
    private static boolean canReadRest(ClientConnection client, ClientRequest request) {
        BodyReader body = request.body();
        if (body == null || body.isWhole()) {
            return true;
        }
        long missing = body.missing();
        boolean coming = !request.awaitsContinue() || client.holdsBytes();
        return body.fault() == null
                && coming
                && missing >= 0
                && missing <= client.loop().limits().flow().drained();
    }

    static HeadWriter.Connection connection(ClientRequest request, boolean keep) {
        if (!keep) {
            return HeadWriter.Connection.CLOSE;
        }
        return request.head().isHttp10() ? HeadWriter.Connection.KEEP_ALIVE : HeadWriter.Connection.UNSAID;
    }

    private static HeaderLines problemHeaders(HeaderLines more) {
        return new HeaderLines().add("Content-Type", Problem.MEDIA_TYPE).addAll(more);
    }

    private static void write(
            ClientConnection client,
            int status,
            HeaderLines headers,
            ByteBuffer body,
            RequestId id,
            HeadWriter.Connection connection) {
        ByteBuf out = head(client, status, headers, body.remaining(), id, connection);
        client.wire().write(out.writeBytes(body));
    }

    private static ByteBuf head(
            ClientConnection client,
            int status,
            HeaderLines headers,
            int length,
            RequestId id,
            HeadWriter.Connection connection) {
        ByteBuf out = client.wire().buffer(HEAD_ROOM + headers.length() + length);
        LocalHead.write(status, headers, length, id, connection, out);
        return out;
    }
}
