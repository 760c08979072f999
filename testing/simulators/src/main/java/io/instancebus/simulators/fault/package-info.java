/** The faults that a test can inject into a simulated cloud. */
@NullMarked
package io.instancebus.simulators.fault;

import org.jspecify.annotations.NullMarked;
