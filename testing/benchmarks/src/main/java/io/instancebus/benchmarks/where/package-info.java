/** Where a create's time goes: when each step of it was over, what the threads did meanwhile, what the broker was asked. */
@NullMarked
package io.instancebus.benchmarks.where;

import org.jspecify.annotations.NullMarked;
