package dev.berth.hostd;

import dev.berth.engine.Containers;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineInfo;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.Images;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.Networks;
import dev.berth.engine.Volumes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// An engine as a daemon sees it that dies at one of its calls: from then on none of its calls does anything.
///
/// What dies is the daemon. The engine behind is well, and did or did not carry out the call.
final class MortalEngine implements Engine {

    /// When the daemon dies: as it is about to make the call, or before it learns what came of it.
    enum Moment {
        BEFORE,
        AFTER
    }

    /// Ends the thread that made the call, as a killed process' threads end.
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("killed", null, false, false);
        }
    }

    /// Which call is the last.
    @FunctionalInterface
    interface Fate {
        boolean strikes(int call, String operation);

        static Fate never() {
            return (_, _) -> false;
        }

        static Fate atCall(int fatal) {
            return (call, _) -> call == fatal;
        }

        static Fate atFirst(String fatal) {
            return (_, operation) -> operation.equals(fatal);
        }
    }

    private final Engine engine;
    private final Fate fate;
    private final Moment moment;
    private final Runnable onDeath;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();

    MortalEngine(Engine engine, Fate fate, Moment moment, Runnable onDeath) {
        this.engine = engine;
        this.fate = fate;
        this.moment = moment;
        this.onDeath = onDeath;
    }

    int calls() {
        return calls.get();
    }

    @Override
    public EngineInfo info() {
        return engine.info();
    }

    @Override
    public Optional<Instant> startedAt() {
        return engine.startedAt();
    }

    @Override
    public Containers containers() {
        return mortal(Containers.class, engine.containers());
    }

    @Override
    public Images images() {
        return mortal(Images.class, engine.images());
    }

    @Override
    public Networks networks() {
        return mortal(Networks.class, engine.networks());
    }

    @Override
    public Volumes volumes() {
        return mortal(Volumes.class, engine.volumes());
    }

    @Override
    public EventSubscription events(LabelSelector selector, Instant since) {
        return engine.events(selector, since);
    }

    @Override
    public void close() {}

    private <T> T mortal(Class<T> group, T target) {
        return group.cast(Proxy.newProxyInstance(
                group.getClassLoader(),
                new Class<?>[] {group},
                (_, method, arguments) -> call(method, target, arguments)));
    }

    private Object call(Method method, Object target, Object[] arguments) throws Throwable {
        boolean last = fate.strikes(calls.incrementAndGet(), method.getName());
        if (dead.get() || (last && moment == Moment.BEFORE)) {
            throw die();
        }
        try {
            Object result = method.invoke(target, arguments);
            if (last || dead.get()) {
                throw die();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw last || dead.get() ? die() : e.getCause();
        }
    }

    private Death die() {
        if (dead.compareAndSet(false, true)) {
            onDeath.run();
        }
        return new Death();
    }
}
