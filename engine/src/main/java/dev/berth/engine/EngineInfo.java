package dev.berth.engine;

/// Who an engine is and what its machine has.
///
/// @param id the engine's own id: stays the same for as long as its data folder does
/// @param name the host name that the engine sees
/// @param apiVersion the newest version of its API that engine and Berth both speak, such as `1.41`
/// @param cgroupVersion 1 or 2
/// @param cpus how many processors containers can use
/// @param memoryBytes the machine's memory
public record EngineInfo(
        String id, String name, String version, String apiVersion, int cgroupVersion, int cpus, long memoryBytes) {}
