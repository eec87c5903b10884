package dev.berth.app.server;

import dev.berth.controlplane.activity.WorkSource;
import dev.berth.controlplane.requests.JournalDesk;
import dev.berth.controlplane.requests.RequestDesk;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.server.EdgeServer;
import dev.berth.gateway.Gateway;
import dev.berth.gateway.GatewaySettings;
import dev.berth.gateway.KeptCalls;
import dev.berth.gateway.callback.Callbacks;
import dev.berth.gateway.line.Alarms;
import dev.berth.journal.Journal;
import dev.berth.kit.ReconcileLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal, and the deliverer that works on it.
///
/// Made before the edge, which asks it about every call; the edge is handed over when it is there, because the
/// deliverer sends through it.
final class DurableCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DurableCalls.class);

    /// Less than what an engine gives a container before it kills it.
    private static final Duration LONGEST_FINISH = Duration.ofSeconds(5);

    /// How long what a dead server left open may lie.
    private static final Duration LOOK_FOR_ORPHANS = Duration.ofSeconds(5);

    private final Journal journal;
    private final AgentRoutes routes;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<EdgeServer> edge = new CompletableFuture<>();
    private final OwedCallbacks owed;
    private final Callbacks callbacks;
    private final KeptCalls calls;
    private final ReconcileLoop adopting;

    DurableCalls(
            OpenedJournal opened,
            OwedCallbacks owed,
            AgentRoutes routes,
            GatewaySettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        this.journal = opened.journal();
        this.owed = owed;
        this.routes = routes;
        this.callbacks = owed.poster(journal, clock, meters, blocking);
        this.calls = new KeptCalls(
                journal,
                routes,
                (request, forward) -> edge.join().send(request, forward),
                settings,
                new Clock(clock, blocking),
                blocking,
                callbacks,
                new JournalMeters(meters, journal::figures, journal::stalled, clock));
        this.adopting = new ReconcileLoop("journal takeover", LOOK_FOR_ORPHANS, () -> {
            calls.deliverer().takeUp(opened.orphans().get());
            return LOOK_FOR_ORPHANS;
        });
    }

    Journal journal() {
        return journal;
    }

    /// What people see of kept calls and may do with them.
    RequestDesk desk() {
        return new JournalDesk(journal, new QueuedRequests(journal, calls, blocking), owed);
    }

    KeptCalls calls() {
        return calls;
    }

    /// The calls of agents, those included that nobody waits for.
    ///
    /// @param gateway knows of those at the gate
    WorkSource work(Gateway gateway) {
        return new WorkSource() {
            @Override
            public Calls of(AgentId agent) {
                return work(gateway.calls(agent), agent);
            }

            @Override
            public int at(InstanceId instance) {
                // Closed before it is counted, though whoever closed it may not have been heard of here yet.
                routes.workOut(instance.agent());
                return gateway.callsAt(instance) + calls.deliverer().carriedTo(instance);
            }
        };
    }

    private Calls work(Calls atTheGate, AgentId agent) {
        Instant delivered = calls.deliverer().lastEnded(agent);
        return new Calls(
                atTheGate.open(),
                atTheGate.streams(),
                calls.deliverer().open(agent),
                atTheGate.atWork() + calls.deliverer().carried(agent),
                delivered.isAfter(atTheGate.lastEnded()) ? delivered : atTheGate.lastEnded());
    }

    /// Begins to deliver, what former runs left first.
    void start(EdgeServer sender) {
        edge.complete(sender);
        callbacks.start(calls.deliverer()::ended);
        calls.deliverer().start();
        adopting.start();
        routes.subscribe(calls.deliverer()::changed);
    }

    /// Begins no further delivery, and lets the calls under way come to their end for a while: what is cut off is
    /// delivered again by the next run.
    void finish(EdgeServer sender) throws InterruptedException {
        adopting.close();
        calls.deliverer().end();
        boolean all = sender.drain(LONGEST_FINISH);
        LOG.atInfo().addKeyValue("status", all ? "all ended" : "some cut off").log("calls under way");
    }

    /// Ends what waits for a time; the journal keeps all that is open.
    @Override
    public void close() {
        adopting.close();
        callbacks.close();
        blocking.shutdown();
    }

    /// The time, and the JDK's own alarm, which goes off on a thread that may block.
    private record Clock(InstantSource clock, Executor workers) implements Alarms {

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void after(Duration delay, Runnable what) {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, workers)
                    .execute(what);
        }
    }
}
