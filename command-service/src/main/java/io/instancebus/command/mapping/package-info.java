/** Between the contract on the bus (Avro) and the domain, in both directions. Nothing here knows of Kafka. */
@NullMarked
package io.instancebus.command.mapping;

import org.jspecify.annotations.NullMarked;
