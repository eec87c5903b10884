/// The pages that tell users what to type: every command on them is run, and what they say is said is compared.
@NullMarked
package dev.berth.e2e.docs;

import org.jspecify.annotations.NullMarked;
