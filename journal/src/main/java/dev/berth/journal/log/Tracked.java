package dev.berth.journal.log;

import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState;
import dev.berth.journal.EntryState.Accepted;
import dev.berth.journal.EntryState.Delivering;
import dev.berth.journal.EntryState.Ended;
import dev.berth.journal.sealing.KeyMark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An entry with the places of what belongs to it. Never changes: each record makes the next one.
///
/// @param call place of the record that holds the call; null until it is on the disk
/// @param answer place of the record that holds the answer
/// @param callSpool name of the file with the call's body
/// @param answerSpool name of the file with the answer's body
record Tracked(
        Entry entry,
        @Nullable KeyMark key,
        @Nullable Location call,
        @Nullable Location answer,
        @Nullable String callSpool,
        @Nullable String answerSpool) {

    static Tracked of(LogRecord.Call call) {
        return new Tracked(call.entry(), call.key(), null, null, spooled(call.body()), null);
    }

    /// What a record makes of it when the log is read again. Records that were carried forward come twice.
    Optional<Tracked> replayed(LogRecord record) {
        if (record instanceof LogRecord.Call carried) {
            return Optional.of(new Tracked(carried.entry(), carried.key(), call, answer, callSpool, answerSpool));
        }
        boolean carried = record instanceof LogRecord.Completion && entry.state() instanceof EntryState.Completed;
        return carried ? Optional.of(this) : after(record);
    }

    /// What a record makes of it; empty when the entry is past that.
    Optional<Tracked> after(LogRecord record) {
        return switch (record) {
            case LogRecord.Call _ -> Optional.empty();
            case LogRecord.Lease lease ->
                entry.state() instanceof Accepted accepted
                        ? Optional.of(in(accepted.delivering(lease.instance(), lease.at())))
                        : Optional.empty();
            case LogRecord.Release release ->
                entry.state() instanceof Delivering delivering
                        ? Optional.of(in(release.reached() ? delivering.interrupted() : delivering.undelivered()))
                        : Optional.empty();
            case LogRecord.Completion completion ->
                entry.state() instanceof Delivering delivering
                        ? Optional.of(completed(delivering, completion))
                        : Optional.empty();
            case LogRecord.Abandonment abandonment ->
                entry.isOpen() ? Optional.of(in(abandoned(abandonment))) : Optional.empty();
            case LogRecord.Removal _ -> entry.isOpen() ? Optional.empty() : Optional.of(expired());
        };
    }

    /// With the places that are known once the record that made this is on the disk.
    ///
    /// @param before what was on the disk of this entry until then
    Tracked settled(RecordType type, Location place, @Nullable Tracked before) {
        Location callPlace = before == null ? null : before.call;
        Location answerPlace = before == null ? null : before.answer;
        return new Tracked(
                entry,
                key,
                type == RecordType.CALL ? place : callPlace,
                type == RecordType.COMPLETION ? place : answerPlace,
                callSpool,
                answerSpool);
    }

    private Tracked in(EntryState state) {
        return new Tracked(entry.in(state), key, call, answer, callSpool, answerSpool);
    }

    private Tracked completed(Delivering delivering, LogRecord.Completion completion) {
        Answer answered = completion.answer();
        String spool = answered.body() instanceof Answer.Kept.Whole(Body body) ? spooled(body) : null;
        return new Tracked(
                entry.in(delivering.completed(answered.status(), completion.at())),
                key,
                call,
                answer,
                callSpool,
                spool);
    }

    private EntryState abandoned(LogRecord.Abandonment abandonment) {
        return switch (entry.state()) {
            case Accepted accepted -> accepted.abandoned(abandonment.reason(), abandonment.detail(), abandonment.at());
            case Delivering delivering ->
                delivering.abandoned(abandonment.reason(), abandonment.detail(), abandonment.at());
            case Ended ended -> ended;
        };
    }

    /// Its time is over at once.
    private Tracked expired() {
        return new Tracked(
                new Entry(
                        entry.id(),
                        entry.agent(),
                        entry.acceptedAt(),
                        entry.deadline(),
                        Duration.ZERO,
                        entry.bytes(),
                        entry.state(),
                        entry.replayOf()),
                null,
                call,
                answer,
                callSpool,
                answerSpool);
    }

    /// The names of its large bodies.
    List<String> spools() {
        return Stream.of(Optional.ofNullable(callSpool), Optional.ofNullable(answerSpool))
                .flatMap(Optional::stream)
                .toList();
    }

    Optional<Location> callPlace() {
        return Optional.ofNullable(call);
    }

    Optional<Location> answerPlace() {
        return Optional.ofNullable(answer);
    }

    boolean isKnownAt(Instant now) {
        return entry.expiresAt().map(expiry -> expiry.isAfter(now)).orElse(true);
    }

    private static @Nullable String spooled(Body body) {
        return body instanceof Body.Spooled file ? file.name() : null;
    }
}
