package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import java.util.Optional;

/// Who calls. Implemented by whoever keeps the tokens.
public interface Callers {

    /// Who a credential belongs to; empty when it is none of Berth's. Called for each call: must not block.
    Optional<Caller> identify(String credential);

    /// Somebody with a valid credential.
    interface Caller {

        /// Names him for ever, among all callers.
        String id();

        boolean mayInvoke(AgentId agent);
    }
}
