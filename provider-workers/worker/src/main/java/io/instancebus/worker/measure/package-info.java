/** The meters of a worker: tasks, calls to providers, watched accounts. They wrap the parts, which do not use them. */
@NullMarked
package io.instancebus.worker.measure;

import org.jspecify.annotations.NullMarked;
