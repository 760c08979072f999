/** What will be done, and in which order: pure, all of it from a seed. */
@NullMarked
package io.instancebus.faults.plan;

import org.jspecify.annotations.NullMarked;
