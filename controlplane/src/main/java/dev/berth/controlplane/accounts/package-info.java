/// Who may do what: tokens, scopes, and the record of what was done.
@NullMarked
package dev.berth.controlplane.accounts;

import org.jspecify.annotations.NullMarked;
