/** The faults that a test has a simulated cloud show. */
@NullMarked
package io.instancebus.simulators.fault;

import org.jspecify.annotations.NullMarked;
