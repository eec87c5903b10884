package dev.berth.edge.pipe;

import io.netty.buffer.ByteBuf;

/// What a client connection is doing. One at a time; the phase decides what becomes of whatever happens.
sealed interface ClientPhase
        permits ReadingHead,
                Deciding,
                Collecting,
                Spooling,
                Exchange,
                StoredAnswer,
                Tunnel,
                Discarding,
                Lingering,
                ClientPhase.Gone {

    /// Takes what it can from `in`, by moving its reader index.
    ///
    /// @return false when it takes nothing for now: what is left is held until [ClientConnection#resume()]
    boolean take(ByteBuf in);

    /// Whether reading ahead from the client makes sense now. What is held is bounded in any case.
    boolean wantsMore();

    /// Sends what was written during the event that is ending now.
    void flush();

    /// The client's side takes bytes again.
    void writable();

    /// Whether this leads nowhere unless the client sends more.
    boolean needsMore();

    /// The client will send no more than it has; it may still wait for an answer.
    void inputEnded();

    /// The deadline that this phase set has passed.
    void expired();

    /// The connection is gone. Nothing follows.
    void gone();

    /// After the end.
    record Gone() implements ClientPhase {

        @Override
        public boolean take(ByteBuf in) {
            in.skipBytes(in.readableBytes());
            return true;
        }

        @Override
        public boolean wantsMore() {
            return false;
        }

        @Override
        public void flush() {
            // Nobody is there.
        }

        @Override
        public void writable() {
            // Nobody is there.
        }

        @Override
        public boolean needsMore() {
            return false;
        }

        @Override
        public void inputEnded() {
            // Known already.
        }

        @Override
        public void expired() {
            // There is no deadline.
        }

        @Override
        public void gone() {
            // Known already.
        }
    }
}
