/** The measures, one class for each, and their shared code. */
@NullMarked
package io.instancebus.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
