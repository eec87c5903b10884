package dev.berth.journal.memory;

import dev.berth.journal.Body;
import dev.berth.journal.Spool;
import java.io.ByteArrayOutputStream;

/// A large body on its way to a [MemoryDisk].
final class MemorySpool implements Spool {

    private final MemoryDisk disk;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    MemorySpool(MemoryDisk disk) {
        this.disk = disk;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        written.write(bytes, from, length);
    }

    @Override
    public Body.Spooled finish() {
        String name = disk.nextSpool();
        disk.keepBody(name, written.toByteArray());
        return new Body.Spooled(name, written.size());
    }

    @Override
    public void close() {
        // What was not finished is nowhere.
    }
}
