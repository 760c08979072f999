/** Results: kept as JSON, told as a page, drawn as plots. */
@NullMarked
package io.instancebus.benchmarks.report;

import org.jspecify.annotations.NullMarked;
