package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Slug;
import java.util.List;

/// A correct request that will not be carried out, and why.
public sealed interface Refusal {

    record AgentUnknown(String reference) implements Refusal {}

    record ReferenceAmbiguous(String prefix) implements Refusal {}

    record SlugTaken(Slug slug) implements Refusal {}

    /// Every port of the installation's range is in use.
    record PortsExhausted(int first, int last) implements Refusal {}

    /// Another agent, or a program that is not Berth's, has this port of the host.
    record PortTaken(int port) implements Refusal {}

    /// Not while the agent is like this; `why` is a sentence, `remedy` another.
    record WrongTime(AgentId agent, String why, String remedy) implements Refusal {}

    /// A value that no installation could carry out, or that this one's operator does not allow.
    ///
    /// @param pointer a JSON pointer to the offending field
    record NotAllowed(String pointer, String detail) implements Refusal {
        static final NotAllowed TOKEN_IN_USE = new NotAllowed("/token", "This value cannot be used; choose another.");
    }

    /// What happened needs a person; the agent failed.
    ///
    /// @param lastLogLines of its container, oldest first
    record Failed(AgentId agent, String why, List<String> lastLogLines) implements Refusal {
        public Failed {
            lastLogLines = List.copyOf(lastLogLines);
        }
    }
}
