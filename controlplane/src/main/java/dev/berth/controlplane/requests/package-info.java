/// Kept calls as people see them: what is asked of the journal, and of whoever delivers.
@NullMarked
package dev.berth.controlplane.requests;

import org.jspecify.annotations.NullMarked;
