package dev.berth.domain.agent;

import java.time.Duration;
import java.util.List;

/// Which calls to an agent are kept on the disk before they are forwarded, for how long, and how much of them.
///
/// Whatever the mode, but [Mode#OFF], a call that has to wait or asks for an asynchronous answer is kept.
///
/// @param hold how long a caller is held while the agent is not ready, before he is answered 202
/// @param deadline how long after its arrival a call is given up that was not answered
/// @param maxAttempts deliveries of which a byte may have reached the agent
/// @param retention how long a call is kept after it ended
/// @param maxBody the largest body that is kept
/// @param maxEntries calls of the agent that have not ended
/// @param maxBytes of calls of the agent that have not ended
/// @param keepResponse the largest answer that is kept
/// @param oversize what becomes of a call to a ready agent whose body is larger than `maxBody`
/// @param except paths inside the agent whose calls are never kept: `/stream/*`, where `*` stands for any characters
public record JournalTerms(
        Mode mode,
        Duration hold,
        Duration deadline,
        int maxAttempts,
        Duration retention,
        DataSize maxBody,
        int maxEntries,
        DataSize maxBytes,
        DataSize keepResponse,
        Oversize oversize,
        List<String> except) {

    /// Which calls to a ready agent are kept.
    public enum Mode {
        ALWAYS,
        /// All but GET, HEAD, OPTIONS and TRACE.
        UNSAFE_METHODS,
        /// Only those that have to wait.
        WHEN_UNAVAILABLE,
        /// None, ever: a call that cannot go through now is refused.
        OFF
    }

    /// What becomes of a call with too large a body.
    public enum Oversize {
        /// It streams through, and its answer says that it was not kept.
        PASS,
        REFUSE
    }

    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final DataSize LARGEST_BODY = DataSize.parse("1Gi");
    private static final int MOST_EXCEPTIONS = 50;

    public static final JournalTerms DEFAULT = new JournalTerms(
            Mode.UNSAFE_METHODS,
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            5,
            Duration.ofHours(24),
            DataSize.parse("16Mi"),
            10_000,
            DataSize.parse("1Gi"),
            DataSize.parse("1Mi"),
            Oversize.PASS,
            List.of());

    public JournalTerms {
        except = List.copyOf(except);
        if (hold.isNegative() || hold.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException("journal.hold must be between 0s and 10m: " + TimeText.of(hold));
        }
        checkLength("journal.deadline", deadline);
        checkLength("journal.retention", retention);
        checkCount("journal.max_attempts", maxAttempts, 1000);
        checkCount("journal.max_entries", maxEntries, 1_000_000);
        checkSize("journal.max_body", maxBody);
        checkSize("journal.keep_response", keepResponse);
        if (maxBytes.bytes() < 1) {
            throw new IllegalArgumentException("journal.max_bytes must be positive: " + maxBytes.text());
        }
        if (except.size() > MOST_EXCEPTIONS) {
            throw new IllegalArgumentException(
                    "journal.except holds at most %d paths: %d".formatted(MOST_EXCEPTIONS, except.size()));
        }
        except.stream().filter(path -> !path.startsWith("/")).findFirst().ifPresent(path -> {
            throw new IllegalArgumentException("a path in journal.except begins with /: " + path);
        });
    }

    public JournalTerms withMode(Mode changed) {
        return new JournalTerms(
                changed,
                hold,
                deadline,
                maxAttempts,
                retention,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withHold(Duration changed) {
        return new JournalTerms(
                mode,
                changed,
                deadline,
                maxAttempts,
                retention,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withDeadline(Duration changed) {
        return new JournalTerms(
                mode,
                hold,
                changed,
                maxAttempts,
                retention,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withMaxAttempts(int changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                changed,
                retention,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withRetention(Duration changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                maxAttempts,
                changed,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withMaxBody(DataSize changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                maxAttempts,
                retention,
                changed,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withMaxEntries(int changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                maxAttempts,
                retention,
                maxBody,
                changed,
                maxBytes,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withMaxBytes(DataSize changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                maxAttempts,
                retention,
                maxBody,
                maxEntries,
                changed,
                keepResponse,
                oversize,
                except);
    }

    public JournalTerms withKeepResponse(DataSize changed) {
        return new JournalTerms(
                mode, hold, deadline, maxAttempts, retention, maxBody, maxEntries, maxBytes, changed, oversize, except);
    }

    public JournalTerms withOversize(Oversize changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                maxAttempts,
                retention,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                changed,
                except);
    }

    public JournalTerms withExcept(List<String> changed) {
        return new JournalTerms(
                mode,
                hold,
                deadline,
                maxAttempts,
                retention,
                maxBody,
                maxEntries,
                maxBytes,
                keepResponse,
                oversize,
                changed);
    }

    private static void checkLength(String field, Duration length) {
        if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(field + " must be positive and at most 30 days: " + TimeText.of(length));
        }
    }

    private static void checkCount(String field, int count, int most) {
        if (count < 1 || count > most) {
            throw new IllegalArgumentException("%s must be between 1 and %d: %d".formatted(field, most, count));
        }
    }

    private static void checkSize(String field, DataSize size) {
        if (size.bytes() > LARGEST_BODY.bytes()) {
            throw new IllegalArgumentException(field + " must be at most 1Gi: " + size.text());
        }
    }
}
