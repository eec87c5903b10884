package dev.berth.edge.http;

import java.util.function.LongSupplier;

/// Makes request ids for one thread: the time, and a serial number that begins anywhere.
///
/// Two makers meet only if they count through the same serial in the same millisecond: one in 2^48.
public final class RequestIds {

    private final LongSupplier millis;
    private long serial;

    /// @param firstSerial random; where this maker begins to count
    public RequestIds(LongSupplier millis, long firstSerial) {
        this.millis = millis;
        this.serial = firstSerial;
    }

    public RequestId next() {
        return new RequestId(millis.getAsLong(), serial++);
    }
}
