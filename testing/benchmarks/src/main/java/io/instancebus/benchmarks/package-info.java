/** Benchmarks, each with the raw limit of the machine that it ran on. */
@NullMarked
package io.instancebus.benchmarks;

import org.jspecify.annotations.NullMarked;
