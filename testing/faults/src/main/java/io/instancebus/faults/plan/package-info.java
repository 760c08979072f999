/** The planned commands and faults and their order: pure functions of a seed. */
@NullMarked
package io.instancebus.faults.plan;

import org.jspecify.annotations.NullMarked;
