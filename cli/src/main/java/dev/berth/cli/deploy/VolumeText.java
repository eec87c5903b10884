package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/// Reads `SOURCE:TARGET[:ro]`. A source with a slash or a leading dot is a folder, anything else a volume's name.
final class VolumeText {

    private VolumeText() {}

    /// @return a volume as the API takes it
    /// @throws IllegalArgumentException with what is wrong
    static ObjectNode parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("write it as SOURCE:TARGET or SOURCE:TARGET:ro, not " + text);
        }
        if (!parts[1].startsWith("/") || parts[1].length() < 2) {
            throw new IllegalArgumentException("the target is a path in the container such as /data, not " + parts[1]);
        }
        ObjectNode volume = JsonNodeFactory.instance.objectNode();
        volume.put("source", source(parts[0])).put("target", parts[1]);
        return parts.length == 3 ? volume.put("read_only", readOnly(parts[2])) : volume;
    }

    private static String source(String text) {
        boolean relative = text.equals(".") || text.equals("..") || text.startsWith("./") || text.startsWith("../");
        if (relative) {
            return Path.of(text).toAbsolutePath().normalize().toString();
        }
        if (!text.startsWith("/") && text.contains("/")) {
            throw new IllegalArgumentException(
                    "a folder begins with / or ./, and a volume's name holds no slash: " + text);
        }
        return text;
    }

    private static boolean readOnly(String mode) {
        return switch (mode) {
            case "ro" -> true;
            case "rw" -> false;
            default -> throw new IllegalArgumentException("after the target comes ro or rw, not " + mode);
        };
    }
}
