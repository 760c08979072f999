/**
 * Kafka headers of the contract: CloudEvents 1.0 in binary mode, W3C trace context, and the headers of dead letters.
 */
@NullMarked
package io.instancebus.schemas.header;

import org.jspecify.annotations.NullMarked;
