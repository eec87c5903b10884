package dev.berth.gateway;

import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.BodySpool;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.EntryId;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Spool;
import dev.berth.journal.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The bodies of kept calls and answers, on their way into the journal and out of it.
final class KeptBodies {

    /// A larger body is written to a file of its own.
    static final int INLINE = 64 * 1024;

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Journal journal;
    private final Executor blocking;
    /// How much memory answers that are being kept may take at a time, all together.
    private final AtomicLong free;
    /// Entries whose bodies could not be read to their end because the journal was away.
    private final Set<EntryId> unread = ConcurrentHashMap.newKeySet();

    KeptBodies(Journal journal, Executor blocking, long memory) {
        this.journal = journal;
        this.blocking = blocking;
        this.free = new AtomicLong(memory);
    }

    /// Takes memory for a part of an answer; false when too much is taken already.
    boolean lend(int bytes) {
        if (free.addAndGet(-bytes) < 0) {
            free.addAndGet(bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }

    /// Brings an answer's body to where the journal wants it, and goes on trying while the journal is away: the agent's
    /// work is done, and giving up would have it done again.
    CompletionStage<Body> keep(byte[] body) {
        return body.length <= INLINE
                ? CompletableFuture.completedFuture(new Body.Inline(Bytes.of(body)))
                : CompletableFuture.supplyAsync(() -> spooled(body), blocking)
                        .exceptionallyCompose(failure -> keepLater(body, failure));
    }

    private CompletionStage<Body> keepLater(byte[] body, Throwable failure) {
        return JournalFailure.isAway(failure)
                ? CompletableFuture.supplyAsync(
                                () -> keep(body),
                                CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS, blocking))
                        .thenCompose(Function.identity())
                : CompletableFuture.failedFuture(failure);
    }

    /// Whether reading the entry's body failed since this was asked last, and only because the journal was away.
    boolean wasUnread(EntryId id) {
        return unread.remove(id);
    }

    private Body spooled(byte[] body) {
        try (Spool spool = journal.spool()) {
            for (int from = 0; from < body.length; from += INLINE) {
                spool.write(body, from, Math.min(INLINE, body.length - from));
            }
            return spool.finish();
        }
    }

    /// A place for a call's large body.
    ///
    /// @param digest takes the body's bytes along; null when nobody asks for it
    Incoming incoming(@Nullable BodyDigest digest) {
        return new Incoming(digest);
    }

    /// The body of an entry's call. A journal that goes away meanwhile is told by [#wasUnread].
    BodySource ofCall(EntryId id, long length) {
        return new FromJournal(
                length, () -> journal.call(id).map(Stored.Call::body).orElse(null), () -> unread.add(id));
    }

    /// The body of an entry's answer.
    BodySource ofResponse(EntryId id, long length) {
        return new FromJournal(
                length, () -> journal.response(id).map(Stored.Response::body).orElse(null), () -> {
                    // Nothing follows from it: who asked may ask again.
                });
    }

    /// A call's large body while it arrives.
    final class Incoming implements BodySpool {

        private final Spool spool;
        private final @Nullable BodyDigest digest;

        private Incoming(@Nullable BodyDigest digest) {
            this.spool = journal.spool();
            this.digest = digest;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (digest != null) {
                digest.update(bytes, from, length);
            }
            try {
                spool.write(bytes, from, length);
            } catch (JournalFailure e) {
                throw new IOException(e);
            }
        }

        @Override
        public Arrived finish() throws IOException {
            try {
                return new Arrived(spool.finish());
            } catch (JournalFailure e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            spool.close();
        }
    }

    /// A call's large body that is whole. It can be read once its entry is known.
    final class Arrived implements BodySource {

        private final Body.Spooled body;
        private volatile @Nullable EntryId entry;

        private Arrived(Body.Spooled body) {
            this.body = body;
        }

        Body.Spooled body() {
            return body;
        }

        void belongsTo(EntryId id) {
            entry = id;
        }

        @Override
        public long length() {
            return body.length();
        }

        @Override
        public InputStream open() throws IOException {
            EntryId id = entry;
            if (id == null) {
                throw new IOException("the body belongs to no entry yet");
            }
            return ofCall(id, body.length()).open();
        }
    }

    /// Finds a body's bytes; null when they are gone.
    @FunctionalInterface
    private interface Finding {
        @Nullable
        InputStream find();
    }

    /// @param away told when it cannot be read because the journal is away
    private record FromJournal(long length, Finding finding, Runnable away) implements BodySource {

        @Override
        public InputStream open() throws IOException {
            try {
                InputStream found = finding.find();
                if (found == null) {
                    throw new IOException("the entry is gone");
                }
                return new ToldStream(found, this::failed);
            } catch (JournalFailure e) {
                failed(e);
                throw new IOException(e);
            }
        }

        private void failed(Exception cause) {
            if (JournalFailure.isAway(cause)) {
                away.run();
            }
        }
    }

    /// Tells of a failure to read before whoever reads hears of it.
    private static final class ToldStream extends InputStream {

        private final InputStream bytes;
        private final Consumer<Exception> failed;

        ToldStream(InputStream bytes, Consumer<Exception> failed) {
            this.bytes = bytes;
            this.failed = failed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            try {
                return bytes.read(into, from, count);
            } catch (IOException | JournalFailure e) {
                failed.accept(e);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
