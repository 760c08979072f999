<<<<<<< HEAD
/** The contract on the bus: what other services depend on. */
=======
/** What other services depend on: the wire format, the topics, the headers and the sealing of secrets. */
>>>>>>> refs/heads/schemas
@NullMarked
package io.instancebus.schemas;

import org.jspecify.annotations.NullMarked;
