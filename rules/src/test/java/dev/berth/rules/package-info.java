/// What holds for all of Berth's code and documents, as tests.
@NullMarked
package dev.berth.rules;

import org.jspecify.annotations.NullMarked;
