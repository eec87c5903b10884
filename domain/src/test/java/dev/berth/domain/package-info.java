/// What the tests of the domain share.
@NullMarked
package dev.berth.domain;

import org.jspecify.annotations.NullMarked;
