/** Avro in the Confluent wire format: for Kafka's clients by configuration, for services by codec. */
@NullMarked
package io.instancebus.schemas.serde;

import org.jspecify.annotations.NullMarked;
