/** Checks of the rules: pure functions of the data that was read after the run. */
@NullMarked
package io.instancebus.faults.check;

import org.jspecify.annotations.NullMarked;
