/// The control plane's decisions about an agent: what to do next, and what a user is told.
@NullMarked
package dev.berth.domain.lifecycle;

import org.jspecify.annotations.NullMarked;
