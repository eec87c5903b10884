package dev.berth.edge.pipe;

import dev.berth.edge.http.ResponseHead;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.UpstreamFailure;
import dev.berth.kit.Problem;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One request that is forwarded, and its answer. Stands between the client's channel and the upstream's.
///
/// Its audience is the client, or nobody: an exchange may outlive its client, or never have one.
///
/// Both directions run at the same time and each has its own state: [Upload] and [Download]. The exchange knows
/// both ends and decides what the end of one means to the other.
final class Exchange implements ClientPhase, UpstreamUser, Connector.Listener {

    private Audience client;
    private final ClientRequest request;
    private final Decision.Forward forward;
    private final Upload upload;
    private final Download download;
    private Connector.@Nullable Attempt connecting;
    private @Nullable UpstreamConnection upstream;
    /// What the upstream sent and is being looked at.
    private @Nullable ByteBuf arriving;
    private @Nullable Tunnel tunnel;
    private boolean repeating;
    private boolean finished;

    Exchange(Audience client, ClientRequest request, Decision.Forward forward) {
        this.client = client;
        this.request = request;
        this.forward = forward;
        this.upload = new Upload(this);
        this.download = new Download(this);
    }

    Audience client() {
        return client;
    }

    boolean hasClient() {
        return client instanceof ClientConnection;
    }

    ClientRequest request() {
        return request;
    }

    Decision.Forward forward() {
        return forward;
    }

    Hooks hooks() {
        return forward.hooks();
    }

    /// Takes an idle connection, or opens one.
    void begin() {
        client.become(this);
        client.noDeadline();
        UpstreamConnection pooled = client.loop().pool().take(forward.upstream());
        if (pooled == null) {
            connecting = client.loop().connector().connect(forward.upstream(), this);
        } else {
            attach(pooled, true);
        }
    }

    @Override
    public void connected(UpstreamConnection connection) {
        connecting = null;
        if (repeating) {
            upstream = connection;
            connection.serve(this);
            hooks().observer().upstreamConnected(false);
            upload.repeat(connection.wire());
            touch();
        } else {
            attach(connection, false);
        }
        client.resume();
    }

    @Override
    public void failed(UpstreamFailure failure) {
        connecting = null;
        finish(Outcome.UNREACHABLE);
        client.decide(request, () -> hooks().unreachable().apply(failure));
        client.resume();
    }

    private void attach(UpstreamConnection connection, boolean reused) {
        upstream = connection;
        connection.serve(this);
        hooks().observer().upstreamConnected(reused);
        upload.begin(connection.wire(), reused);
        touch();
    }

    // From the client.

    @Override
    public boolean take(ByteBuf in) {
        if (!upload.isSending() || upstream == null) {
            return false;
        }
        upload.take(in);
        touch();
        return true;
    }

    @Override
    public boolean wantsMore() {
        return !upload.isSending() || upstream == null || upstream.wire().isWritable();
    }

    /// Whether the upstream is there and takes more of the request.
    boolean upstreamTakesMore() {
        return upstream != null && upstream.wire().isWritable();
    }

    @Override
    public void flush() {
        upload.flush();
        client.flush();
    }

    @Override
    public void writable() {
        if (upstream != null) {
            upstream.wire().read(true);
            touch();
        }
    }

    @Override
    public boolean needsMore() {
        return !request.isBodyWhole();
    }

    /// Before the answer begins a client that left is found out; afterwards the upstream is told what we know.
    @Override
    public void inputEnded() {
        if (!download.hasBegun() && client instanceof ClientConnection connection) {
            Presence.check(connection, request, () -> hasClient() && !finished && !download.hasBegun());
        } else if (upstream != null) {
            upstream.wire().endOutput();
            upstream.spoil();
        }
    }

    @Override
    public void gone() {
        if (finished) {
            return;
        }
        if (outlivesClient()) {
            goOnAlone();
        } else {
            finish(Outcome.CLIENT_LEFT);
            request.release(client.loop());
        }
    }

    private boolean outlivesClient() {
        return hasClient()
                && hooks().outlivesClient()
                && request.isBodyWhole()
                && !client.loop().isCut();
    }

    private void goOnAlone() {
        client = Nobody.on(client.loop());
        client.become(this);
        hooks().observer().clientLeft();
        if (upstream != null) {
            upstream.wire().read(true);
            touch();
        }
    }

    // From the upstream.

    @Override
    public void upstreamBytes(ByteBuf in) {
        arriving = in;
        upload.arrived();
        try {
            download.take(in);
            if (tunnel != null) {
                tunnel.upstreamBytes(in.retain());
            } else if (in.isReadable() && upstream != null) {
                upstream.spoil();
            }
        } finally {
            arriving = null;
            in.release();
        }
        touch();
    }

    @Override
    public void upstreamReadComplete() {
        client.flush();
    }

    @Override
    public void upstreamEnded() {
        UpstreamConnection ended = upstream;
        if (ended == null) {
            return;
        }
        ended.spoil();
        if (!download.hasSeenBytes() && upload.canRepeat(ended)) {
            repeat(ended);
        } else {
            download.upstreamEnded();
        }
    }

    @Override
    public void upstreamBroken() {
        UpstreamConnection broken = upstream;
        upstream = null;
        if (broken != null && !download.hasSeenBytes() && upload.leftNothing()) {
            repeat(broken);
        } else {
            download.upstreamBroken();
        }
    }

    /// The connection was closed by the upstream while it was idle: the request goes over a fresh one.
    private void repeat(UpstreamConnection ended) {
        upstream = null;
        ended.discard();
        repeating = true;
        client.noDeadline();
        connecting = client.loop().connector().connect(forward.upstream(), this);
    }

    @Override
    public void upstreamWritable() {
        upload.flow();
        client.adjustReading();
        touch();
    }

    // What the two directions report.

    /// The request's body breaks a rule. The upstream must not take what it got for a whole request.
    void requestFaulty(Problem problem) {
        if (download.hasBegun()) {
            cut(Outcome.REQUEST_FAULTY);
        } else {
            finish(Outcome.REQUEST_FAULTY);
            client.decide(request, () -> new Decision.Refuse(problem));
        }
        client.flush();
    }

    /// No answer came, or none that is HTTP.
    void noAnswer(Outcome outcome, Problem problem) {
        finish(outcome);
        request.interrupted(problem);
        Interruption interruption = new Interruption(outcome, problem);
        client.decide(request, () -> hooks().unanswered().apply(interruption));
        client.resume();
        client.flush();
    }

    void brokeOffBeforeAnswer() {
        noAnswer(Outcome.UPSTREAM_FAILED, Problems.BROKE_OFF);
    }

    /// The answer cannot become whole: the client must see that.
    void cut(Outcome outcome) {
        boolean endsLikeABody = download.endsWithConnection();
        finish(outcome);
        request.release(client.loop());
        client.cutOff(endsLikeABody);
    }

    /// The last byte of the answer was written.
    void answered(boolean keepsClient, boolean keepsUpstream, Duration restFor) {
        UpstreamConnection connection = upstream;
        boolean more = arriving != null && arriving.isReadable();
        if (connection != null
                && keepsUpstream
                && upload.isSent()
                && !more
                && !client.loop().isClosing()) {
            upstream = null;
            connection.rest(client.loop().deadlines().after(restFor));
        }
        finish(Outcome.ANSWERED);
        client.answered(request, keepsClient);
        client.flush();
    }

    /// The connection changes its protocol: both directions become bytes.
    void switchProtocols(ResponseHead head, ByteBuf out) {
        UpstreamConnection connection = upstream;
        if (connection == null || !(client instanceof ClientConnection here)) {
            throw new IllegalStateException("an answer without a connection");
        }
        finished = true;
        upload.release();
        download.release();
        tunnel = new Tunnel(here, connection, request, hooks(), out.readableBytes());
        tunnel.begin(out);
    }

    /// Reads no more from the upstream than the client takes.
    void clientMayBeFull() {
        if (upstream != null && !client.takesMore()) {
            upstream.wire().read(false);
        }
    }

    private void finish(Outcome outcome) {
        finished = true;
        boolean shownWhole = download.isHeldBack();
        if (connecting != null) {
            connecting.giveUp();
            connecting = null;
        }
        if (upstream != null) {
            upstream.discard();
            upstream = null;
        }
        upload.release();
        download.release();
        if (outcome != Outcome.ANSWERED && outcome != Outcome.UNREACHABLE && !shownWhole) {
            hooks().recorder().broken();
        }
        hooks().observer().finished(outcome, request.bytesIn(), download.bytesOut());
    }

    // Time.

    /// Something went forward: the time that may pass until the next thing does begins anew.
    void touch() {
        if (upstream != null && !finished) {
            Patience.renew(client, request, hooks(), download.hasBegun(), waitsForClient());
        }
    }

    private boolean waitsForClient() {
        return upload.isSending() && upstreamTakesMore();
    }

    @Override
    public void expired() {
        if (download.hasBegun()) {
            if (client.takesMore()) {
                cut(Outcome.BROKEN_OFF);
            } else {
                clientStalls();
            }
        } else if (waitsForClient()) {
            requestFaulty(Problems.BODY_TOO_SLOW);
        } else {
            noAnswer(Outcome.TIMED_OUT, Problems.NO_ANSWER);
        }
    }

    private void clientStalls() {
        if (outlivesClient()) {
            Audience left = client;
            goOnAlone();
            left.cutOff(download.endsWithConnection());
        } else {
            cut(Outcome.CLIENT_LEFT);
        }
    }
}
