/** The contract on the bus: what other services depend on. */
@NullMarked
package io.instancebus.schemas;

import org.jspecify.annotations.NullMarked;
