package dev.berth.protocol.link;

/// A link session cannot be opened or does not go on: whether the last report arrived is not known. Connect again.
public final class LinkBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LinkBroken(String message, Throwable cause) {
        super(message, cause);
    }

    public LinkBroken(String message) {
        super(message);
    }
}
