package dev.berth.hostd.instances;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.Containers;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks a running instance whether it can take calls.
final class Probe {

    /// How long one that has no health check may take to accept a connection.
    static final Duration CONNECT = Duration.ofSeconds(1);

    private final Containers containers;

    Probe(Containers containers) {
        this.containers = containers;
    }

    /// What a look found, and the command that it could not end.
    record Look(Finding finding, @Nullable ExecId left) {}

    /// One that has no port to call is ready as soon as it runs, unless a command decides.
    ///
    /// @param left a command of an earlier look that could not be ended; while it runs, no other is begun
    Look look(ContainerId container, Reach reach, HealthCheck check, @Nullable ExecId left)
            throws InterruptedException {
        return check instanceof HealthCheck.Command command
                ? run(container, command, left)
                : new Look(atPort(reach, check), null);
    }

    private static Finding atPort(Reach reach, HealthCheck check) {
        return switch (reach) {
            case Reach.Nowhere nowhere -> Finding.passed(nowhere.why());
            case Reach.At at ->
                switch (check) {
                    case HealthCheck.PortOpen _ -> opened(at, CONNECT);
                    case HealthCheck.Tcp tcp -> opened(at, tcp.timing().timeout());
                    case HealthCheck.Http http -> answered(at, http);
                    case HealthCheck.Command _ -> throw new IllegalArgumentException("a command asks no port");
                };
        };
    }

    static Finding opened(Reach.At at, Duration limit) {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(at.host(), at.port()), Math.toIntExact(Math.max(1, limit.toMillis())));
            return Finding.passed("Its port %d opened.".formatted(at.port()));
        } catch (SocketTimeoutException _) {
            return Finding.failed("Its port %d did not open in time.".formatted(at.port()));
        } catch (IOException e) {
            return Finding.failed("Its port %d does not open%s.".formatted(at.port(), why(e)));
        }
    }

    private static Finding answered(Reach.At at, HealthCheck.Http check) {
        try {
            HealthCall.Reply reply =
                    HealthCall.get(at, check.path(), check.timing().timeout());
            boolean passed = reply.status() >= 200 && reply.status() <= 299;
            String said = "GET %s answered %d%s."
                    .formatted(check.path(), reply.status(), passed ? "" : Finding.piece(reply.body()));
            return new Finding(passed, said);
        } catch (SocketTimeoutException _) {
            return Finding.failed("GET %s was not answered in time.".formatted(check.path()));
        } catch (IOException e) {
            return Finding.failed("GET %s was not answered%s.".formatted(check.path(), why(e)));
        }
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? "" : Finding.piece(e.getMessage());
    }

    private Look run(ContainerId container, HealthCheck.Command check, @Nullable ExecId left)
            throws InterruptedException {
        String program = check.argv().getFirst();
        try {
            if (left != null && containers.runs(left)) {
                return new Look(
                        Finding.failed(
                                "%s of an earlier check still runs, so it was not run again.".formatted(program)),
                        left);
            }
            return outcome(
                    program,
                    containers.exec(container, check.argv(), check.timing().timeout()));
        } catch (EngineUnreachable e) {
            throw e;
        } catch (EngineFailure e) {
            return new Look(Finding.failed("%s could not be run: %s.".formatted(program, e.getMessage())), null);
        }
    }

    private static Look outcome(String program, ExecOutcome outcome) {
        return switch (outcome) {
            case ExecOutcome.Ended ended -> {
                String said =
                        "%s ended with code %d%s.".formatted(program, ended.exitCode(), Finding.piece(ended.output()));
                yield new Look(new Finding(ended.exitCode() == 0, said), null);
            }
            case ExecOutcome.Killed _ ->
                new Look(Finding.failed("%s did not end in time and was killed.".formatted(program)), null);
            case ExecOutcome.RunsOn on ->
                new Look(
                        Finding.failed("%s did not end in time and could not be ended.".formatted(program)), on.exec());
        };
    }
}
