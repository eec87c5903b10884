package dev.berth.edge.socket;

import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Asks Linux how many bytes of a TCP connection the other side's kernel has acknowledged (`tcpi_bytes_acked`).
///
/// What was not acknowledged when the other side ended the connection was never read by anybody there.
@SuppressWarnings("restricted") // one read-only system call
final class Acknowledged {

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int BYTES_ACKED = 120;
    private static final int LENGTH = BYTES_ACKED + Long.BYTES;

    private static final MethodHandle GETSOCKOPT = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("getsockopt").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS));

    private Acknowledged() {}

    /// The count since the connection was opened, which itself counts as one byte; -1 when it is not known.
    static long bytes(EpollSocketChannel channel) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(LENGTH, Long.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, LENGTH);
            int result = (int) GETSOCKOPT.invokeExact(channel.fd().intValue(), IPPROTO_TCP, TCP_INFO, info, length);
            boolean known = result == 0 && length.get(ValueLayout.JAVA_INT, 0) >= LENGTH;
            return known ? info.get(ValueLayout.JAVA_LONG, BYTES_ACKED) : -1;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the C library throws nothing of its own", e);
        }
    }
}
