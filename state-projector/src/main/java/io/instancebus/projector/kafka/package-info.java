/** Follows the log: reads events and keeps the positions of the view. */
@NullMarked
package io.instancebus.projector.kafka;

import org.jspecify.annotations.NullMarked;
