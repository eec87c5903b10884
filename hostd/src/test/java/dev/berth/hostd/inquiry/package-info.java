@NullMarked
package dev.berth.hostd.inquiry;

import org.jspecify.annotations.NullMarked;
