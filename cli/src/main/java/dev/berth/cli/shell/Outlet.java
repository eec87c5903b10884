package dev.berth.cli.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes bytes on and remembers the first failure, which the streams of the JDK only tell as "some error".
final class Outlet extends OutputStream {

    private static final String READER_GONE = "Broken pipe";

    private final OutputStream to;
    private volatile @Nullable IOException failure;

    Outlet(OutputStream to) {
        this.to = to;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        try {
            to.write(octets, offset, length);
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }

    /// Why bytes were lost; a reader that went away is no loss.
    Optional<String> loss() {
        return Optional.ofNullable(failure)
                .map(each -> String.valueOf(each.getMessage()))
                .filter(each -> !each.equals(READER_GONE));
    }
}
