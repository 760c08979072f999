/** Whether the rules held: pure functions over what was read afterwards. */
@NullMarked
package io.instancebus.faults.check;

import org.jspecify.annotations.NullMarked;
