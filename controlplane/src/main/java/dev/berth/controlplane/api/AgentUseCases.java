package dev.berth.controlplane.api;

import dev.berth.controlplane.activity.AgentActivity;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.activity.Leases;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.DeployAgent;
import dev.berth.controlplane.agents.DirectAgent;
import dev.berth.controlplane.agents.EditAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.HostDirectory;

/// What can be done with agents.
public record AgentUseCases(
        FindAgents find,
        DeployAgent deploy,
        EditAgent edit,
        DirectAgent direct,
        AgentActivity activity,
        Leases leases,
        HealthReports health,
        AwaitAgent await,
        HostDirectory hosts) {}
