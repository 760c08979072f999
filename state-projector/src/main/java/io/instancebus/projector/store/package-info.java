/** The port through which the view is written. */
@NullMarked
package io.instancebus.projector.store;

import org.jspecify.annotations.NullMarked;
