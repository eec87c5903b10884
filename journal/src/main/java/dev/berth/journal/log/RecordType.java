package dev.berth.journal.log;

import java.util.Optional;

/// What a record says. The codes are on disks: they never change.
enum RecordType {
    CALL(1),
    LEASE(2),
    RELEASE(3),
    COMPLETION(4),
    ABANDONMENT(5),
    REMOVAL(6);

    private static final RecordType[] ALL = values();

    private final byte code;

    RecordType(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static Optional<RecordType> of(byte code) {
        return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
    }
}
