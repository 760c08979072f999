/** What a worker measures: tasks, calls to providers, watched accounts. Wraps the parts, which do not know of it. */
@NullMarked
package io.instancebus.worker.measure;

import org.jspecify.annotations.NullMarked;
