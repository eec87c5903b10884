package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;

/// What goes on about an agent, one thing after the other. An agent has a second track only while an update overlaps,
/// so that an image that is pulled for the newer instance, or a grace that the older one needs, holds up nothing of the
/// other.
///
/// @param beside whether it is the newer instance's, as long as there is an older one
record Track(AgentId agent, boolean beside) {

    static Track main(AgentId agent) {
        return new Track(agent, false);
    }

    static Track beside(AgentId agent) {
        return new Track(agent, true);
    }

    /// The other one of the same agent.
    Track other() {
        return new Track(agent, !beside);
    }

    @Override
    public String toString() {
        return beside ? agent + " beside" : agent.toString();
    }
}
