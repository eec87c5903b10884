/// Calls that are kept: no call is lost, and none is carried out twice, whatever breaks.
@NullMarked
package dev.berth.e2e.calls;

import org.jspecify.annotations.NullMarked;
