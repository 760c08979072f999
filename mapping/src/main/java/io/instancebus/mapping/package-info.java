/**
 * Between the contract on the bus (Avro) and the domain. One class for each record of the contract has {@code toAvro} and
 * {@code fromAvro}; what several records share is in {@link io.instancebus.mapping.ValueMapping}, {@link
 * io.instancebus.mapping.SecretMapping} and {@code EnumMapping}. Nothing here knows of Kafka.
 */
@NullMarked
package io.instancebus.mapping;

import org.jspecify.annotations.NullMarked;
