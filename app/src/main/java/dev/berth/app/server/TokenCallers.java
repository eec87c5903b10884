package dev.berth.app.server;

import dev.berth.controlplane.accounts.Identity;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.accounts.Tokens;
import dev.berth.domain.agent.AgentId;
import dev.berth.gateway.Callers;
import java.util.Optional;

/// Callers of agents are the bearers of tokens.
record TokenCallers(Tokens tokens) implements Callers {

    @Override
    public Optional<Caller> identify(String credential) {
        return tokens.identify(credential).map(Bearer::new);
    }

    private record Bearer(Identity identity) implements Caller {

        @Override
        public String id() {
            return identity.token();
        }

        @Override
        public boolean mayInvoke(AgentId agent) {
            return identity.may(Scope.INVOKE) && identity.reaches(agent);
        }
    }
}
