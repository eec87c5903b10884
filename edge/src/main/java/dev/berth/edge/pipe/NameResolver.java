package dev.berth.edge.pipe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Looks host names up without holding an event loop up, once for all who ask at the same time.
///
/// Answers are kept for a second only: a container that was made again has another address. The platform keeps its own
/// answers for 30 s unless `networkaddress.cache.ttl` says otherwise, so a server sets that.
final class NameResolver {

    private static final Duration KEPT = Duration.ofSeconds(1);

    private record Known(CompletableFuture<List<InetAddress>> addresses, long until) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /// All addresses of a host, at least one; fails with [UnknownHostException].
    CompletionStage<List<InetAddress>> resolve(String host) {
        long now = System.nanoTime();
        Known answer = known.compute(
                host, (name, old) -> old == null || hasExpired(old, now) ? new Known(lookUp(name), now) : old);
        return answer.addresses();
    }

    private static boolean hasExpired(Known old, long now) {
        return old.addresses().isDone() && now - old.until() > KEPT.toNanos();
    }

    private CompletableFuture<List<InetAddress>> lookUp(String host) {
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        Thread.ofVirtual().name("resolve " + host).start(() -> {
            try {
                addresses.complete(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                known.remove(host);
                addresses.completeExceptionally(e);
            }
        });
        return addresses;
    }
}
