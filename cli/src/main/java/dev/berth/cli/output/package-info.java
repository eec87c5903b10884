/// How answers are printed: tables, sizes, ages, JSON.
@NullMarked
package dev.berth.cli.output;

import org.jspecify.annotations.NullMarked;
