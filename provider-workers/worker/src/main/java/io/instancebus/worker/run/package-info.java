/** Connects hands with the SSH runner and the secrets. */
@NullMarked
package io.instancebus.worker.run;

import org.jspecify.annotations.NullMarked;
