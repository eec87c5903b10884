package dev.berth.engine.container;

import java.nio.file.Path;

/// Something that appears in a container's file system at a target path.
public sealed interface Mount {

    String target();

    /// A named volume. It must exist when the container is made.
    record Volume(String name, String target, boolean readOnly) implements Mount {
        public Volume {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a mounted volume has a name");
            }
            requireAbsolute(target);
        }
    }

    /// A folder or file of the host. It must exist when the container is made and whenever it starts.
    record Bind(String source, String target, boolean readOnly) implements Mount {
        public Bind {
            requireAbsolute(source);
            requireAbsolute(target);
        }
    }

    /// Memory that looks like a folder. Gone with the container's run.
    ///
    /// @param sizeBytes the most that it may hold
    record Tmpfs(String target, long sizeBytes) implements Mount {
        public Tmpfs {
            requireAbsolute(target);
            if (sizeBytes <= 0) {
                throw new IllegalArgumentException("a tmpfs needs a size: " + sizeBytes);
            }
        }
    }

    private static void requireAbsolute(String path) {
        if (!Path.of(path).isAbsolute()) {
            throw new IllegalArgumentException("not an absolute path: " + path);
        }
    }
}
