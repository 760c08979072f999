/**
 * Runs readers of foreign bytes under a coverage-guided fuzzer, and in every build with the inputs that it once found. A
 * module has a {@link io.instancebus.fuzzing.FuzzTarget} among its tests for what it reads; {@code .ci/fuzz} names them.
 */
@NullMarked
package io.instancebus.fuzzing;

import org.jspecify.annotations.NullMarked;
