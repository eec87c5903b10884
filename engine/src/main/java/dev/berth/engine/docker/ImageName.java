package dev.berth.engine.docker;

import dev.berth.engine.EngineFailure.ImageUnavailable;
import java.util.regex.Pattern;

/// A reference to an image that names one image: with a tag, a digest, or an id.
///
/// @param full as it is sent to the engine
record ImageName(String full) {

    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");
    private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");

    /// @throws ImageUnavailable when no image can have this name
    static ImageName parse(String reference) {
        boolean wellFormed = CHARACTERS.matcher(reference).matches()
                && !reference.contains("//")
                && !reference.contains("..")
                && !reference.endsWith("/")
                && !reference.endsWith(":");
        if (!wellFormed) {
            throw new ImageUnavailable(
                    reference, ImageUnavailable.Reason.MALFORMED, "this is not the name of an image");
        }
        boolean exact = reference.contains("@")
                || ID.matcher(reference).matches()
                || reference.lastIndexOf(':') > reference.lastIndexOf('/');
        return new ImageName(exact ? reference : reference + ":latest");
    }

    /// What stands before the tag. Only for a reference without a digest.
    String repository() {
        return full.substring(0, full.lastIndexOf(':'));
    }

    String tag() {
        return full.substring(full.lastIndexOf(':') + 1);
    }
}
