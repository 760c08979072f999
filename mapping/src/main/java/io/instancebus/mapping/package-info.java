/**
 * Translates between the contract on the bus (Avro) and the domain. One class for each record of the contract has
 * {@code toAvro} and {@code fromAvro}; parts that several records share are in
 * {@link io.instancebus.mapping.ValueMapping}, {@link io.instancebus.mapping.SecretMapping} and {@code EnumMapping}.
 * Nothing here depends on Kafka.
 */
@NullMarked
package io.instancebus.mapping;

import org.jspecify.annotations.NullMarked;
