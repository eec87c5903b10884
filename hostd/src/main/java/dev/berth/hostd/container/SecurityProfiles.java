package dev.berth.hostd.container;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.agent.AgentSpec.SecurityProfile;
import dev.berth.engine.container.Restrictions;
import java.util.HashSet;
import java.util.Set;

/// What the security profiles mean to an engine.
///
/// `standard` keeps what common images need at their start: files of other owners may be prepared, the user
/// may be changed to a lesser one, children may be signalled, ports below 1024 may be opened. Gone are raw
/// sockets, device nodes, file capabilities, chroot and the audit log, which engines give by default.
///
/// `locked` keeps nothing. On the host's network both get what their work there needs: raw sockets and low
/// ports, and a locked one runs as uid 0 then, since engines give other users no capability at all.
final class SecurityProfiles {

    /// Who a locked container runs as; images for it give this user what it shall read.
    static final String UNPRIVILEGED_USER = "1000:1000";

    static final String ROOT = "0:0";

    private static final Set<String> ALL = Set.of("ALL");
    private static final Set<String> STANDARD = Set.of(
            "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETGID", "SETPCAP", "SETUID");
    private static final Set<String> HOST_NETWORK = Set.of("NET_BIND_SERVICE", "NET_RAW");

    private SecurityProfiles() {}

    static Restrictions restrictions(AgentSpec spec) {
        boolean locked = spec.profile() == SecurityProfile.LOCKED;
        Set<String> kept = new HashSet<>(locked ? Set.of() : STANDARD);
        if (spec.network() == Network.HOST) {
            kept.addAll(HOST_NETWORK);
        }
        return new Restrictions(true, locked, ALL, kept);
    }

    /// Empty for the image's own.
    static String user(AgentSpec spec) {
        return switch (spec.profile()) {
            case STANDARD -> "";
            case LOCKED -> spec.network() == Network.HOST ? ROOT : UNPRIVILEGED_USER;
        };
    }
}
