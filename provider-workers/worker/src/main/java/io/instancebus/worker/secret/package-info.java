/** Turns the protected texts of a command into the secrets themselves, at the last moment and for as short as possible. */
@NullMarked
package io.instancebus.worker.secret;

import org.jspecify.annotations.NullMarked;
