package dev.berth.edge.pipe;

import dev.berth.edge.route.Decision;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Supplier;

/// Who the answer of an exchange is for: a client's connection, or nobody, when the client has left or never was.
///
/// An exchange says the same to both and need not know which it has.
sealed interface Audience permits ClientConnection, Nobody {

    Loop loop();

    ByteBuf buffer(int capacity);

    /// Takes the buffer over. What is written goes out with the next [#flush()].
    void write(ByteBuf bytes);

    void flush();

    /// False when so much is waiting to be sent that no more should be written for now.
    boolean takesMore();

    /// Goes over to another phase, which hears of deadlines from now on.
    void become(ClientPhase next);

    void deadlineIn(Duration wait);

    /// @param instant in the nanoseconds of [Deadlines#now()]
    void deadlineAt(long instant);

    void noDeadline();

    /// The phase takes bytes again: offers what is held, and reads on.
    void resume();

    /// Reads from the client, or pauses, as the phase and the bound on what is held allow.
    void adjustReading();

    /// Whether another request can follow after this one was answered.
    boolean canFollow(ClientRequest request);

    /// Has it decided anew what becomes of the request, and has that done.
    void decide(ClientRequest request, Supplier<Decision> decider);

    /// An answer was written whole: the request is over.
    ///
    /// @param keep another request may follow
    void answered(ClientRequest request, boolean keep);

    /// The answer that was begun will not become whole, and whoever takes it must see that.
    ///
    /// @param endsLikeABody an ordinary end would be taken for the answer's
    void cutOff(boolean endsLikeABody);
}
