package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.RequestId;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.http.StoredHead;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.StoredRequest;
import dev.berth.edge.route.UpstreamFailure;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.line.Carrier;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.Methods;
import dev.berth.gateway.line.Verdict;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.kit.Problem;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings kept calls to their agents when nobody waits for the answer.
final class StoredDelivery implements Carrier {

    private static final Logger LOG = LoggerFactory.getLogger(StoredDelivery.class);

    /// What was let in once is not refused when it is read back.
    static final HeadLimits LIMITS = new HeadLimits(1024 * 1024, 512 * 1024, 4096);

    private static final HeaderName HOST = HeaderName.of("Host");
    private static final HeaderName REQUEST_ID = HeaderName.of(RequestId.HEADER);
    private static final HeaderNames SAID_ANEW = HeaderNames.of("Host", Delivering.ATTEMPT, Owing.HEADER);

    private final Journal journal;
    private final Delivering delivering;
    private final Owing owing;
    private final Sender sender;
    private final Executor blocking;

    StoredDelivery(Journal journal, Delivering delivering, Owing owing, Sender sender, Executor blocking) {
        this.journal = journal;
        this.delivering = delivering;
        this.owing = owing;
        this.sender = sender;
        this.blocking = blocking;
    }

    @Override
    public void carry(Lease lease) {
        blocking.execute(() -> begin(lease));
    }

    private void begin(Lease lease) {
        Optional<Way.Clear> way = delivering.way(lease);
        if (way.isEmpty()) {
            delivering.deliverer().notReached(lease, null);
            return;
        }
        try {
            Optional<Stored.Call> call = journal.call(lease.id());
            if (call.isEmpty()) {
                delivering.deliverer().damaged(lease, "The entry has no call.");
            } else {
                send(lease, way.get(), call.get());
            }
        } catch (JournalFailure | IllegalArgumentException | IOException e) {
            if (JournalFailure.isAway(e)) {
                notNow(lease, String.valueOf(e.getMessage()));
            } else {
                delivering.deliverer().damaged(lease, String.valueOf(e.getMessage()));
            }
        }
    }

    /// What is kept of it cannot be asked for at the moment.
    private void notNow(Lease lease, String why) {
        LOG.atWarn()
                .addKeyValue("agent", lease.entry().agent())
                .addKeyValue("entry", lease.id())
                .addKeyValue("reason", why)
                .log("kept call cannot be read now");
        delivering.deliverer().notReached(lease, null);
    }

    private void send(Lease lease, Way.Clear way, Stored.Call call) throws IOException {
        byte[] bytes = call.head().array();
        RequestHead head = StoredHead.parse(bytes, LIMITS);
        owing.found(lease.entry(), head);
        boolean repeatable = Methods.isRepeatable(head.method());
        HeaderLines told = Delivering.told(lease, head.headerOrNull(CallersWish.KEY) != null);
        RequestEdits edits = new RequestEdits(null, SAID_ANEW, told.add(HOST, way.authority()));
        Hooks hooks = delivering
                .hooks(lease, repeatable, ExchangeObserver.NONE)
                .withUnreachable(failure -> unreachable(lease, failure))
                .withUnanswered(interruption -> unanswered(lease, repeatable, interruption));
        sender.send(
                new StoredRequest(bytes, body(lease, call), id(head)),
                new Decision.Forward(way.upstream(), edits, ResponseEdits.NONE, hooks));
    }

    private BodySource body(Lease lease, Stored.Call call) throws IOException {
        try (var body = call.body()) {
            return call.bodyLength() <= KeptBodies.INLINE
                    ? BodySource.of(body.readAllBytes())
                    : delivering.bodies().ofCall(lease.id(), call.bodyLength());
        }
    }

    private static RequestId id(RequestHead head) {
        AsciiSlice id = head.headerOrNull(REQUEST_ID);
        if (id == null) {
            throw new IllegalArgumentException("a kept call has no request id");
        }
        return RequestId.parse(id.toString());
    }

    private Decision unreachable(Lease lease, UpstreamFailure failure) {
        delivering.deliverer().notReached(lease, null);
        return nobodyHears(failure.reason());
    }

    private Decision unanswered(Lease lease, boolean repeatable, Interruption interruption) {
        Verdict _ = Interruptions.judge(delivering, lease, repeatable, interruption, null);
        return nobodyHears(interruption.problem().detail());
    }

    private static Decision nobodyHears(String why) {
        return new Decision.Refuse(Problem.of(502, "agent_unreachable", why));
    }
}
