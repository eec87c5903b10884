package dev.berth.protocol.link;

/// A host or its engine did not answer, or has not got what was asked for. The message is a sentence for people.
public final class HostUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HostUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public HostUnavailable(String message) {
        super(message);
    }
}
