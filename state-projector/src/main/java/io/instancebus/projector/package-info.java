/** The state-projector: folds events into the view. */
@NullMarked
package io.instancebus.projector;

import org.jspecify.annotations.NullMarked;
