/** The changes that events make to the view, computed without a database or a clock. */
@NullMarked
package io.instancebus.projector.fold;

import org.jspecify.annotations.NullMarked;
