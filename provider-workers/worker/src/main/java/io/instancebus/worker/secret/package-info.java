/** Opens the protected texts of a command, as late as possible and for as short a time as possible. */
@NullMarked
package io.instancebus.worker.secret;

import org.jspecify.annotations.NullMarked;
