package dev.berth.journal.log;

import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState;
import dev.berth.journal.sealing.KeyMark;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a record says of its entry.
sealed interface LogRecord {

    /// A call was taken on; or it was carried forward, in the state that it has by now.
    record Call(Entry entry, @Nullable KeyMark key, Bytes head, Body body) implements LogRecord {

        /// Whether only that it ended as damaged was carried forward.
        boolean isLost() {
            return head.length() == 0;
        }
    }

    record Lease(InstanceId instance, Instant at) implements LogRecord {}

    /// @param reached whether a byte of it may have reached the agent
    record Release(boolean reached) implements LogRecord {}

    record Completion(Answer answer, Instant at) implements LogRecord {}

    record Abandonment(EntryState.Reason reason, String detail, Instant at) implements LogRecord {}

    record Removal() implements LogRecord {}

    default RecordType type() {
        return switch (this) {
            case Call _ -> RecordType.CALL;
            case Lease _ -> RecordType.LEASE;
            case Release _ -> RecordType.RELEASE;
            case Completion _ -> RecordType.COMPLETION;
            case Abandonment _ -> RecordType.ABANDONMENT;
            case Removal _ -> RecordType.REMOVAL;
        };
    }
}
