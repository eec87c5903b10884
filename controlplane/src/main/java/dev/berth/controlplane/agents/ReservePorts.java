package dev.berth.controlplane.agents;

import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.Host;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Chooses the host's ports that an agent's container is published on.
///
/// The choice is only proposed here: the store's transaction makes it, and says so when somebody was faster.
public final class ReservePorts {

    /// The installation's range for `auto`, both ends inclusive.
    public record Range(int first, int last) {
        public Range {
            if (first < 1 || last > 65_535 || first > last) {
                throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
            }
        }
    }

    private static final int PROBED_AT_ONCE = 32;

    private final AgentStore store;
    private final HostDirectory hosts;
    private final Range range;

    public ReservePorts(AgentStore store, HostDirectory hosts, Range range) {
        this.store = store;
        this.hosts = hosts;
        this.range = range;
    }

    /// Proposes a port for each request; what the agent holds already is kept where it still fits.
    public Decision<List<HostPort>> propose(AgentSpec spec, List<HostPort> held, String host) {
        return propose(spec, held, Set.of(), host);
    }

    private Decision<List<HostPort>> propose(AgentSpec spec, List<HostPort> held, Set<Integer> leftOut, String host) {
        Set<Integer> taken = new HashSet<>(leftOut);
        store.reservedPorts(host).stream().filter(each -> !held.contains(each)).forEach(each -> taken.add(each.port()));
        List<HostPort> own = new ArrayList<>(
                held.stream().filter(each -> each.host().equals(host)).toList());
        List<HostPort> proposed = new ArrayList<>();
        for (PortRequest request : spec.ports()) {
            Optional<HostPort> port = own.stream()
                    .filter(each -> fits(each, request))
                    .findFirst()
                    .or(() -> moved(own, request))
                    .or(() -> choose(request, taken, host));
            if (port.isEmpty()) {
                return Decision.refused(
                        request.host() == PortRequest.AUTO
                                ? new Refusal.PortsExhausted(range.first(), range.last())
                                : new Refusal.PortTaken(request.host()));
            }
            own.removeIf(each -> each.port() == port.get().port());
            taken.add(port.get().port());
            proposed.add(port.get());
        }
        return Decision.accepted(proposed);
    }

    /// Proposes other ports in the place of those that were chosen for the agent: one of them was taken by a program
    /// that is not Berth's.
    ///
    /// A host that sees which ports are free offers any of its range. With one that does not, only what comes after
    /// those that it had is tried, so that the agent does not go round in circles; after a while all of them are.
    public Decision<List<HostPort>> proposeOthers(AgentRecord record, boolean afterAWhile) {
        AgentSpec spec = record.spec();
        Set<Integer> chosen = spec.ports().stream()
                .filter(request -> request.host() == PortRequest.AUTO)
                .map(PortRequest::container)
                .collect(toUnmodifiableSet());
        List<HostPort> kept = record.hostPorts().stream()
                .filter(each -> !chosen.contains(each.container()))
                .toList();
        List<HostPort> had = record.hostPorts().stream()
                .filter(each -> chosen.contains(each.container()))
                .toList();
        String host = record.latest().map(Run::host).orElse(HostDirectory.LOCAL);
        Set<Integer> leftOut = had.stream().map(HostPort::port).collect(toSet());
        if (!afterAWhile && had.stream().allMatch(each -> isFree(each, host))) {
            int last = leftOut.stream().mapToInt(each -> each).max().orElse(0);
            IntStream.rangeClosed(range.first(), last).forEach(leftOut::add);
        }
        return propose(spec, kept, leftOut, host);
    }

    private boolean isFree(HostPort port, String host) {
        return hosts.link(host)
                .map(link ->
                        !link.freePorts(port.listen(), List.of(port.port())).isEmpty())
                .orElse(true);
    }

    /// A port that the agent holds for another port of its container; its own container may be what listens on it.
    private static Optional<HostPort> moved(List<HostPort> own, PortRequest request) {
        return own.stream()
                .filter(each -> each.port() == request.host())
                .findFirst()
                .map(each -> new HostPort(each.host(), each.port(), request.listen(), request.container()));
    }

    private static boolean fits(HostPort held, PortRequest request) {
        return held.container() == request.container()
                && held.listen().equals(request.listen())
                && (request.host() == PortRequest.AUTO || request.host() == held.port());
    }

    private Optional<HostPort> choose(PortRequest request, Set<Integer> taken, String host) {
        List<Integer> candidates = request.host() == PortRequest.AUTO
                ? IntStream.rangeClosed(range.first(), range.last()).boxed().toList()
                : List.of(request.host());
        List<Integer> open =
                candidates.stream().filter(each -> !taken.contains(each)).toList();
        for (int from = 0; from < open.size(); from += PROBED_AT_ONCE) {
            List<Integer> some = open.subList(from, Math.min(open.size(), from + PROBED_AT_ONCE));
            List<Integer> free = hosts.link(host)
                    .map((Host link) -> link.freePorts(request.listen(), some))
                    .orElse(some);
            if (!free.isEmpty()) {
                return Optional.of(new HostPort(host, free.getFirst(), request.listen(), request.container()));
            }
        }
        return Optional.empty();
    }
}
