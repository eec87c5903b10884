/// What this host knows of its instances: kept on the disk, told to the control plane.
@NullMarked
package dev.berth.hostd.report;

import org.jspecify.annotations.NullMarked;
