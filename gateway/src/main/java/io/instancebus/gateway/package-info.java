/** The HTTP door: commands in, the view out. It holds no state of its own. */
@NullMarked
package io.instancebus.gateway;

import org.jspecify.annotations.NullMarked;
