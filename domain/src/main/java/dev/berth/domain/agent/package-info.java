/// What a user names, specifies and wants.
@NullMarked
package dev.berth.domain.agent;

import org.jspecify.annotations.NullMarked;
