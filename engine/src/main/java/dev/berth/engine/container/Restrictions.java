package dev.berth.engine.container;

import java.util.Set;

/// What a container's processes are kept from.
///
/// @param noNewPrivileges whether set-user-id programs gain nothing
/// @param readOnlyRoot whether only mounts can be written
/// @param droppedCapabilities names without `CAP_`, or `ALL`
/// @param addedCapabilities names without `CAP_`; given back after the dropping
public record Restrictions(
        boolean noNewPrivileges, boolean readOnlyRoot, Set<String> droppedCapabilities, Set<String> addedCapabilities) {

    /// What the engine does by itself.
    public static final Restrictions NONE = new Restrictions(false, false, Set.of(), Set.of());

    public Restrictions {
        droppedCapabilities = Set.copyOf(droppedCapabilities);
        addedCapabilities = Set.copyOf(addedCapabilities);
    }
}
