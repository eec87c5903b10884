package dev.berth.domain.agent;

import java.util.Map;
import java.util.regex.Pattern;

/// Storage that outlives a container, seen inside it at [#target()].
public sealed interface Mount {

    String target();

    boolean readOnly();

    /// A volume of the engine, made when missing.
    record Volume(String name, String target, boolean readOnly, String driver, Map<String, String> driverOptions)
            implements Mount {

        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,99}");

        public Volume {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "a volume's name is 2 to 100 of letters, digits, _ . - (a folder begins with /): " + name);
            }
            checkTarget(target);
            driverOptions = Map.copyOf(driverOptions);
        }
    }

    /// A folder of the host, below one that the operator allows.
    record Folder(String source, String target, boolean readOnly) implements Mount {

        private static final int LONGEST = 4096;
        private static final Pattern PLAIN = Pattern.compile("(/(?!\\.{1,2}(/|$))[^/:\\p{Cntrl}]+)+/?");

        public Folder {
            if (!source.equals("/") && !plain(source)) {
                throw new IllegalArgumentException(
                        "a folder's path must be absolute, without . or .. or a colon: " + source);
            }
            checkTarget(target);
        }
    }

    private static void checkTarget(String target) {
        if (!plain(target)) {
            throw new IllegalArgumentException(
                    "a target must be an absolute path below /, without . or .. or a colon: " + target);
        }
    }

    /// Whether a path below the root means the same to everyone who reads it: no step up, nothing that is cut or
    /// folded.
    private static boolean plain(String path) {
        return path.length() <= Folder.LONGEST && Folder.PLAIN.matcher(path).matches();
    }
}
