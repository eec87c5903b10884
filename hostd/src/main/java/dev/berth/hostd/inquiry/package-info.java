/// What the control plane asks about containers and ports.
@NullMarked
package dev.berth.hostd.inquiry;

import org.jspecify.annotations.NullMarked;
