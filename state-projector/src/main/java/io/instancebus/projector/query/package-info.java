/** Questions to the view, and their answers; what the gateway reads. */
@NullMarked
package io.instancebus.projector.query;

import org.jspecify.annotations.NullMarked;
