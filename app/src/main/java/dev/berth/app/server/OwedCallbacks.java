package dev.berth.app.server;

import dev.berth.app.config.CallbackSettings;
import dev.berth.controlplane.requests.CallbackDesk;
import dev.berth.controlplane.requests.CallbackSecrets;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import dev.berth.gateway.callback.CallbackPolicy;
import dev.berth.gateway.callback.CallbackTrust;
import dev.berth.gateway.callback.Callbacks;
import dev.berth.gateway.callback.DirectPoster;
import dev.berth.journal.EntryId;
import dev.berth.journal.Journal;
import dev.berth.journal.callbacks.Callback;
import dev.berth.journal.callbacks.CallbackOutbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/// What there is to say of callbacks, for those who post them and those who look at them.
///
/// @param outbox where they are owed; closed by who posts
/// @param secrets with which they are signed
record OwedCallbacks(CallbackOutbox outbox, CallbackSecrets secrets, CallbackSettings settings)
        implements CallbackDesk {

    /// Who posts them.
    Callbacks poster(Journal journal, InstantSource clock, MeterRegistry meters, Executor blocking) {
        CallbackMeters.gauge(meters, outbox::open);
        return new Callbacks(new Callbacks.Parts(
                outbox,
                journal,
                secrets::find,
                settings.allowed(),
                new DirectPoster(
                        settings.allowed(),
                        CallbackTrust.with(settings.authorities()),
                        InetAddress::getAllByName,
                        DirectPoster.Limits.DEFAULT,
                        blocking),
                CallbackPolicy.DEFAULT,
                new CallbackMeters(meters),
                clock,
                blocking));
    }

    @Override
    public Optional<Callback> find(EntryId entry) {
        return outbox.find(entry);
    }

    @Override
    public Secret renewSecret(AgentId agent) {
        return secrets.renew(agent);
    }
}
