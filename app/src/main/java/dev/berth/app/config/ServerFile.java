package dev.berth.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Where the server of a home folder is: `server.json`, there from the moment it takes calls until it ends.
///
/// @param pid the server's process
public record ServerFile(String url, long pid, String version) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, JSON.writeValueAsString(this));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Empty when no server was started, or its process is gone.
    public static Optional<ServerFile> ofRunning(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), ServerFile.class))
                    .filter(each -> ProcessHandle.of(each.pid())
                            .map(ProcessHandle::isAlive)
                            .orElse(false));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
