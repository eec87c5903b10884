package dev.berth.domain.activity;

import java.util.Optional;

/// What is known of an agent's work at one moment.
///
/// @param cpu of its newest instance; empty when its host has not said yet
/// @param lease the newest one, which may be over
public record Work(Calls calls, Optional<CpuUse> cpu, Optional<Lease> lease) {}
