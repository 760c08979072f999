/** Injects faults into a running deployment, from a seed, while commands stream through it, and then checks the rules. */
@NullMarked
package io.instancebus.faults;

import org.jspecify.annotations.NullMarked;
