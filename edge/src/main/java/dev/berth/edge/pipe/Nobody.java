package dev.berth.edge.pipe;

import dev.berth.edge.route.Decision;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.function.Supplier;

/// Stands where a client has left, or never was: lets go of whatever is written, and keeps the time.
///
/// Counts as long as its exchange is under way, so that a server that drains waits for it.
final class Nobody implements Audience, Timed {

    private final Loop loop;
    private ClientPhase phase = new ClientPhase.Gone();
    private long deadline = Deadlines.NEVER;
    private boolean over;

    private Nobody(Loop loop) {
        this.loop = loop;
    }

    static Nobody on(Loop loop) {
        Nobody nobody = new Nobody(loop);
        loop.deadlines().watch(nobody);
        loop.aloneBegan();
        return nobody;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return ByteBufAllocator.DEFAULT.ioBuffer(capacity);
    }

    @Override
    public void write(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void flush() {
        // Nothing was kept.
    }

    @Override
    public boolean takesMore() {
        return true;
    }

    @Override
    public void become(ClientPhase next) {
        phase = next;
    }

    @Override
    public void deadlineIn(Duration wait) {
        deadline = loop.deadlines().after(wait);
    }

    @Override
    public void deadlineAt(long instant) {
        deadline = instant;
    }

    @Override
    public void noDeadline() {
        deadline = Deadlines.NEVER;
    }

    /// Nothing comes, but what the phase wrote meanwhile is to be sent.
    @Override
    public void resume() {
        phase.flush();
    }

    @Override
    public void adjustReading() {
        // Nothing comes.
    }

    @Override
    public boolean canFollow(ClientRequest request) {
        return false;
    }

    /// The decision is asked for, because whoever decides may keep account, and then disposed of.
    @Override
    public void decide(ClientRequest request, Supplier<Decision> decider) {
        Decisions.dispose(Decisions.ask(request, decider), request.bytesIn(), loop);
        request.release(loop);
        end();
    }

    @Override
    public void answered(ClientRequest request, boolean keep) {
        request.release(loop);
        end();
    }

    @Override
    public void cutOff(boolean endsLikeABody) {
        end();
    }

    private void end() {
        if (!over) {
            over = true;
            phase = new ClientPhase.Gone();
            deadline = Deadlines.NEVER;
            loop.deadlines().forget(this);
            loop.aloneEnded();
        }
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void expired() {
        deadline = Deadlines.NEVER;
        phase.expired();
        phase.flush();
    }

    @Override
    public void closeIfIdle() {
        // Something is under way as long as this is there.
    }

    @Override
    public void cut() {
        phase.gone();
        end();
    }
}
