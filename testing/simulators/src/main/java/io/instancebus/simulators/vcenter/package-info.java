/** A simulated vCenter: govmomi's simulator, made closer to a real one, in a process of its own. */
@NullMarked
package io.instancebus.simulators.vcenter;

import org.jspecify.annotations.NullMarked;
