/** Whom a client believes. */
@NullMarked
package io.instancebus.worker.tls;

import org.jspecify.annotations.NullMarked;
