/// What the control plane wants of this host: taken, kept on the disk, handed on.
@NullMarked
package dev.berth.hostd.assignment;

import org.jspecify.annotations.NullMarked;
