package dev.berth.protocol.client;

import java.util.Optional;

/// Which part of an agent's log is wanted.
///
/// @param lines the newest so many, 1 to [#MOST_LINES]
/// @param since a time, or a duration before now such as `10m`; the server reads it
/// @param until likewise
public record LogQuery(int lines, Optional<String> since, Optional<String> until, boolean timestamps, boolean follow) {

    public static final int MOST_LINES = 100_000;

    Query addTo(Query query) {
        query.add("lines", Integer.toString(lines));
        since.ifPresent(time -> query.add("since", time));
        until.ifPresent(time -> query.add("until", time));
        return query.addIf(timestamps, "timestamps", "true").addIf(follow, "follow", "true");
    }
}
