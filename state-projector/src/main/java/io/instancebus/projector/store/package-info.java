/** The port through which the projector writes the view. */
@NullMarked
package io.instancebus.projector.store;

import org.jspecify.annotations.NullMarked;
