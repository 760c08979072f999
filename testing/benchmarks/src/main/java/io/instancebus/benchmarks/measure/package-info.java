/** What is measured: one class for each question, and what they share. */
@NullMarked
package io.instancebus.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
