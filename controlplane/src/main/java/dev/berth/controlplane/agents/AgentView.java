package dev.berth.controlplane.agents;

import dev.berth.domain.lifecycle.Standing;

/// An agent as people see it: the record, and how the agent stands.
public record AgentView(AgentRecord record, Standing standing) {}
