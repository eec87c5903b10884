package dev.berth.gateway;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.WhenStopped;
import dev.berth.domain.agent.JournalTerms.Mode;
import dev.berth.edge.http.AsciiSlice;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.line.Methods;

/// Whether a call is kept before it goes anywhere.
enum Keeping {
    /// It goes through as it is.
    PASS,
    /// It goes through as it is; if it cannot, it is kept and waits.
    PASS_IF_REACHED,
    KEEP;

    /// @param path the target inside the agent, with its query
    /// @param upgrade whether the call asks for another protocol
    static Keeping of(CallPolicy policy, Way way, String method, AsciiSlice path, boolean upgrade, CallersWish wish) {
        Mode mode = policy.journal().mode();
        boolean barred = switch (way) {
            case Way.Barred stopped -> !stopped.queues() || policy.whenStopped() == WhenStopped.REFUSE;
            case Way.Clear _, Way.Waiting _ -> false;
        };
        if (mode == Mode.OFF || upgrade || barred || !wish.durable() || isExcepted(policy, path)) {
            return PASS;
        }
        boolean waits = !(way instanceof Way.Clear) || wish.async() || wish.key() != null || wish.callback() != null;
        boolean always = switch (mode) {
            case ALWAYS -> true;
            case UNSAFE_METHODS -> !Methods.isSafe(method);
            case WHEN_UNAVAILABLE, OFF -> false;
        };
        boolean inLine = policy.order() == CallPolicy.Order.STRICT;
        return waits || always || inLine ? KEEP : PASS_IF_REACHED;
    }

    private static boolean isExcepted(CallPolicy policy, AsciiSlice target) {
        if (policy.journal().except().isEmpty()) {
            return false;
        }
        String path = target.toString();
        int query = path.indexOf('?');
        String alone = query < 0 ? path : path.substring(0, query);
        return policy.journal().except().stream().anyMatch(pattern -> matches(pattern, alone));
    }

    /// `*` stands for any characters.
    static boolean matches(String pattern, String path) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return path.equals(pattern);
        }
        if (!path.startsWith(parts[0])) {
            return false;
        }
        int from = parts[0].length();
        for (int part = 1; part < parts.length - 1; part++) {
            int found = path.indexOf(parts[part], from);
            if (found < 0) {
                return false;
            }
            from = found + parts[part].length();
        }
        String last = parts[parts.length - 1];
        return path.length() - from >= last.length() && path.endsWith(last);
    }
}
