/** What events change in the view, without a database or a clock. */
@NullMarked
package io.instancebus.projector.fold;

import org.jspecify.annotations.NullMarked;
