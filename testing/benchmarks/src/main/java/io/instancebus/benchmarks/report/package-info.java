/** The results: stored as JSON, reported as a page, drawn as plots. */
@NullMarked
package io.instancebus.benchmarks.report;

import org.jspecify.annotations.NullMarked;
