package dev.berth.gateway.callback;

import dev.berth.kit.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Posts over a connection of its own, straight to the receiver: no proxy, no redirect, no cookie.
///
/// The host's name is looked up once, each of its addresses is judged, and the connection goes to an address that was
/// judged: a name that points elsewhere a moment later changes nothing. The certificate has to be the name's.
public final class DirectPoster implements Poster {

    /// How long one post may take.
    ///
    /// @param connect to one address
    /// @param whole everything together, with looking the name up left out
    public record Limits(Duration connect, Duration whole) {

        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20));
    }

    /// Finds the addresses of a host.
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private static final int MOST_ADDRESSES = 4;
    private static final int DRAINED = 64 * 1024;
    private static final int DRAIN_MILLIS = 300;

    private final AllowedDestinations allowed;
    private final SSLContext trust;
    private final Lookup lookup;
    private final Limits limits;
    private final Executor blocking;

    /// @param trust says which certificates are good
    /// @param blocking ends what takes too long
    public DirectPoster(
            AllowedDestinations allowed, SSLContext trust, Lookup lookup, Limits limits, Executor blocking) {
        this.allowed = allowed;
        this.trust = trust;
        this.lookup = lookup;
        this.limits = limits;
        this.blocking = blocking;
    }

    @Override
    public Reply post(CallbackUrl url, Map<String, String> headers, byte[] body) {
        List<InetAddress> addresses = new ArrayList<>();
        String objection = "";
        try {
            for (InetAddress each : lookup.addresses(url.host())) {
                Optional<String> against = allowed.objection(url, each);
                objection = against.orElse(objection);
                if (against.isEmpty() && addresses.size() < MOST_ADDRESSES) {
                    addresses.add(each);
                }
            }
        } catch (UnknownHostException _) {
            return new Reply.Failed("The name " + url.host() + " is not known.");
        }
        return addresses.isEmpty()
                ? new Reply.Failed(objection + AllowedDestinations.REMEDY)
                : post(url, addresses, request(url, headers, body));
    }

    private Reply post(CallbackUrl url, List<InetAddress> addresses, byte[] request) {
        Reply reply = new Reply.Failed("The host has no address.");
        for (InetAddress address : addresses) {
            AtomicBoolean sent = new AtomicBoolean();
            reply = post(url, address, request, sent);
            if (reply instanceof Reply.Answered || sent.get()) {
                return reply;
            }
        }
        return reply;
    }

    /// @param sent becomes true when a byte of the request may have reached the receiver
    private Reply post(CallbackUrl url, InetAddress address, byte[] request, AtomicBoolean sent) {
        AtomicBoolean late = new AtomicBoolean();
        try (Socket socket = new Socket()) {
            CompletableFuture<Void> end = CompletableFuture.runAsync(
                    () -> cut(socket, late),
                    CompletableFuture.delayedExecutor(limits.whole().toMillis(), TimeUnit.MILLISECONDS, blocking));
            try {
                socket.connect(new InetSocketAddress(address, url.port()), (int)
                        limits.connect().toMillis());
                return exchange(url.secure() ? secured(socket, url) : socket, request, sent);
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            return new Reply.Failed(late.get() ? tooSlow() : reason(e));
        }
    }

    private static void cut(Socket socket, AtomicBoolean late) {
        late.set(true);
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed all the same.
        }
    }

    private String tooSlow() {
        return "It did not answer within %d s.".formatted(limits.whole().toSeconds());
    }

    private static String reason(IOException e) {
        return e instanceof SocketTimeoutException
                ? "It took no connection in time."
                : "The post failed: %s.".formatted(e.getMessage());
    }

    private SSLSocket secured(Socket socket, CallbackUrl url) throws IOException {
        SSLSocket secured = (SSLSocket) trust.getSocketFactory().createSocket(socket, url.host(), url.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static Reply exchange(Socket socket, byte[] request, AtomicBoolean sent) throws IOException {
        OutputStream out = socket.getOutputStream();
        sent.set(true);
        out.write(request);
        out.flush();
        Reply.Answered answered = ReplyHead.read(socket.getInputStream());
        drain(socket);
        return answered;
    }

    /// A receiver that still writes is not cut off at once; what it writes is of no interest.
    private static void drain(Socket socket) {
        try {
            socket.setSoTimeout(DRAIN_MILLIS);
            InputStream in = socket.getInputStream();
            byte[] part = new byte[8192];
            int drained = 0;
            for (int read = in.read(part); read >= 0 && drained < DRAINED; read = in.read(part)) {
                drained += read;
            }
        } catch (IOException _) {
            // The answer's head is there already.
        }
    }

    private static byte[] request(CallbackUrl url, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder("POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Berth/%s\r\n"
                .formatted(url.target(), url.authority(), Version.current().number()));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
        request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }
}
