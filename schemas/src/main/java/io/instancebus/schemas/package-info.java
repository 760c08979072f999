/** What other services depend on: the wire format, the topics, the headers and the sealing of secrets. */
@NullMarked
package io.instancebus.schemas;

import org.jspecify.annotations.NullMarked;
