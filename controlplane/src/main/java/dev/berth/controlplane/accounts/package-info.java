/// Who may do what: tokens, identities, limits on attempts, and the audit trail.
@NullMarked
package dev.berth.controlplane.accounts;

import org.jspecify.annotations.NullMarked;
