package dev.berth.gateway.callback;

/// Hears of callbacks, for metrics. Must not block.
public interface CallbackLog {

    CallbackLog NONE = new CallbackLog() {};

    /// One was tried to be posted.
    ///
    /// @param taken whether its receiver took it
    default void attempted(boolean taken) {}

    /// One will not be posted any more.
    default void givenUp() {}
}
