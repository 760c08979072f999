/** The log that the view follows. */
@NullMarked
package io.instancebus.projector.kafka;

import org.jspecify.annotations.NullMarked;
