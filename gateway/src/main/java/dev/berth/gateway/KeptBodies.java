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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The bodies of kept calls and answers, on their way into the journal and out of it.
final class KeptBodies {

    /// A larger body is written to a file of its own.
    static final int INLINE = 64 * 1024;

    private final Journal journal;
    private final Executor blocking;
    /// How much memory answers that are being kept may take at a time, all together.
    private final AtomicLong free;

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

    /// Brings an answer's body to where the journal wants it.
    CompletionStage<Body> keep(byte[] body) {
        return body.length <= INLINE
                ? CompletableFuture.completedFuture(new Body.Inline(Bytes.of(body)))
                : CompletableFuture.supplyAsync(() -> spooled(body), blocking);
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
        return new Incoming(journal, digest);
    }

    /// The body of an entry's call.
    BodySource ofCall(EntryId id, long length) {
        return new FromJournal(
                length, () -> journal.call(id).map(Stored.Call::body).orElse(null));
    }

    /// The body of an entry's answer.
    BodySource ofResponse(EntryId id, long length) {
        return new FromJournal(
                length, () -> journal.response(id).map(Stored.Response::body).orElse(null));
    }

    /// A call's large body while it arrives.
    static final class Incoming implements BodySpool {

        private final Journal journal;
        private final Spool spool;
        private final @Nullable BodyDigest digest;

        private Incoming(Journal journal, @Nullable BodyDigest digest) {
            this.journal = journal;
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
                return new Arrived(journal, spool.finish());
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
    static final class Arrived implements BodySource {

        private final Journal journal;
        private final Body.Spooled body;
        private volatile @Nullable EntryId entry;

        private Arrived(Journal journal, Body.Spooled body) {
            this.journal = journal;
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
            return new FromJournal(
                            body.length(),
                            () -> journal.call(id).map(Stored.Call::body).orElse(null))
                    .open();
        }
    }

    /// Finds a body's bytes; null when they are gone.
    @FunctionalInterface
    private interface Finding {
        @Nullable
        InputStream find();
    }

    private record FromJournal(long length, Finding finding) implements BodySource {

        @Override
        public InputStream open() throws IOException {
            try {
                InputStream found = finding.find();
                if (found == null) {
                    throw new IOException("the entry is gone");
                }
                return found;
            } catch (JournalFailure e) {
                throw new IOException(e);
            }
        }
    }
}
