package dev.berth.engine.docker;

import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.EngineUnreachable.Obstacle;

/// Tells what a broken exchange says about the engine.
final class Unreachable {

    private Unreachable() {}

    static EngineUnreachable because(String what, Throwable cause) {
        String words = wordsOf(cause);
        return new EngineUnreachable(obstacleIn(words), what + ": " + words, cause);
    }

    /// The innermost cause, which is the socket's own.
    private static String wordsOf(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    }

    private static Obstacle obstacleIn(String words) {
        if (words.contains("Permission denied")) {
            return Obstacle.NOT_PERMITTED;
        }
        if (words.contains("No such file or directory")) {
            return Obstacle.NO_SOCKET;
        }
        if (words.contains("Connection refused")) {
            return Obstacle.NOT_LISTENING;
        }
        return Obstacle.BROKEN;
    }
}
