package dev.berth.edge.http;

import org.jspecify.annotations.Nullable;

/// What a rule changes in a request head before it goes on. Whatever it does not name goes on as it came.
///
/// Headers that belong to one hop are left out in any case. A rule that adds a header usually removes it as well, so
/// that the client's own is not taken for it.
///
/// @param target the new request target; null keeps the one that came
/// @param removed headers, and trailers, that do not go on
/// @param added header lines put at the end
public record RequestEdits(@Nullable AsciiSlice target, HeaderNames removed, HeaderLines added) {

    public static final RequestEdits NONE = new RequestEdits(null, HeaderNames.NONE, HeaderLines.none());
}
