/** Joins hands to what carries their tasks out: the SSH runner and the secrets. */
@NullMarked
package io.instancebus.worker.run;

import org.jspecify.annotations.NullMarked;
