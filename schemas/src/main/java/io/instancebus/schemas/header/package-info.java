/** Kafka headers of the contract: CloudEvents 1.0 in binary mode and W3C trace context. */
@NullMarked
package io.instancebus.schemas.header;

import org.jspecify.annotations.NullMarked;
