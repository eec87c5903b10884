package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import java.time.Instant;

/// A step in an agent's life, kept for people.
///
/// @param sequence counts an agent's events from 1
/// @param generation of the instance that it is about; 0 for the agent itself
/// @param kind stable, lower_snake: `created`, `placed`, `ready`, `ended`...
/// @param reason one sentence
public record AgentEvent(AgentId agent, long sequence, Instant at, String kind, String reason, long generation) {}
