package dev.berth.e2e.support;

/// Where a server keeps its calls. Scenarios whose promise does not depend on it run with each.
public enum KeptIn {
    LOG,
    /// With its agents too, in a database of the scenario's own.
    POSTGRES
}
