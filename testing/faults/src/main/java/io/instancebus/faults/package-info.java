/** Breaks a running deployment in every way there is, from a seed, while commands stream through it, and checks what is left. */
@NullMarked
package io.instancebus.faults;

import org.jspecify.annotations.NullMarked;
