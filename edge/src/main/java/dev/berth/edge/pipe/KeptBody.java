package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of a request's body that is kept outside memory, on its way to the upstream.
final class KeptBody implements Pump.Sink {

    private static final Logger LOG = LoggerFactory.getLogger(KeptBody.class);

    private final Exchange exchange;
    private final Upload upload;
    /// Reads what was not checked when it was stored.
    private final @Nullable BodyReader unchecked;

    KeptBody(Exchange exchange, Upload upload) {
        this.exchange = exchange;
        this.upload = upload;
        this.unchecked = exchange.request().readerOfKept();
    }

    @Override
    public boolean takesMore() {
        return exchange.upstreamTakesMore();
    }

    @Override
    public void part(ByteBuf part) {
        if (unchecked == null) {
            upload.send(part);
            return;
        }
        if (!unchecked.isWhole()) {
            unchecked.read(part, this::pass);
        }
        boolean sound = unchecked.fault() == null && !part.isReadable();
        part.release();
        if (!sound) {
            exchange.requestFaulty(Problems.NOT_READ_BACK);
        }
    }

    private void pass(ByteBuf bytes, int from, int length, boolean last) {
        if (length > 0) {
            upload.send(bytes.retainedSlice(from, length));
        }
    }

    @Override
    public void paused() {
        upload.flush();
        exchange.touch();
    }

    @Override
    public void ended() {
        if (unchecked != null && !unchecked.isWhole()) {
            exchange.requestFaulty(Problems.NOT_READ_BACK);
        } else {
            upload.keptSent();
            upload.flush();
            exchange.touch();
            exchange.client().resume();
        }
    }

    @Override
    public void failed(Exception cause) {
        LOG.atError()
                .addKeyValue("request", exchange.request().call().id())
                .setCause(cause)
                .log("stored request body could not be read");
        exchange.requestFaulty(Problems.NOT_READ_BACK);
    }
}
