/** A client of the Confluent schema registry protocol, which Confluent, Apicurio, Karapace and Redpanda speak. */
@NullMarked
package io.instancebus.schemas.registry;

import org.jspecify.annotations.NullMarked;
