package dev.berth.engine.container;

/// How much of what a container writes its engine keeps: at most `files` times `fileBytes`, the newest.
public record LogBounds(long fileBytes, int files) {

    public static final LogBounds DEFAULT = new LogBounds(10L << 20, 3);

    public LogBounds {
        if (fileBytes < 1024 || files < 1) {
            throw new IllegalArgumentException("log bounds too small: " + fileBytes + " bytes, " + files + " files");
        }
    }
}
