/** The figures that the documents quote, each beside the raw limit of the machine it ran on. */
@NullMarked
package io.instancebus.benchmarks;

import org.jspecify.annotations.NullMarked;
